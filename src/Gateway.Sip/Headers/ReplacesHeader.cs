using Gateway.Sip.Messages;

namespace Gateway.Sip.Headers;

/// <summary>Replaces (RFC 3891 §6.1): the dialog in whose place the INVITE comes.</summary>
/// <param name="ToTag">The tag of whoever receives it.</param>
/// <param name="FromTag">The tag of that dialog's other party.</param>
/// <param name="EarlyOnly">Only a dialog that is not confirmed yet is meant.</param>
public sealed record ReplacesHeader(string CallId, string ToTag, string FromTag, bool EarlyOnly = false)
{
    private const string Name = "Replaces";
    private const int Longest = 1_000;

    /// <exception cref="SipFormatException">Not readable, or without one of the two tags.</exception>
    public static ReplacesHeader Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > Longest)
        {
            throw new SipFormatException($"Replaces of {text.Length} characters");
        }

        // A Call-ID is a word with or without a host: all before the first semicolon.
        var parts = text.Split(';', StringSplitOptions.TrimEntries);
        string? to = null, from = null;
        var early = false;
        foreach (var part in parts.Skip(1))
        {
            var pair = part.Split('=', 2, StringSplitOptions.TrimEntries);
            switch (pair[0].ToLowerInvariant())
            {
                case "to-tag" when pair.Length == 2 && to is null:
                    to = pair[1];
                    break;
                case "from-tag" when pair.Length == 2 && from is null:
                    from = pair[1];
                    break;
                case "to-tag" or "from-tag":
                    throw new SipFormatException($"Replaces with a doubtful tag: '{text}'");
                case "early-only":
                    early = true;
                    break;
            }
        }

        return parts[0].Length > 0 && to is { Length: > 0 } && from is { Length: > 0 }
            ? new ReplacesHeader(parts[0], to, from, early)
            : throw new SipFormatException($"Replaces without Call-ID, to-tag and from-tag: '{text}'");
    }

    /// <summary>Of an INVITE; null when there is none.</summary>
    /// <exception cref="SipFormatException">Not readable, or more than one (RFC 3891 §3: 400).</exception>
    public static ReplacesHeader? Of(SipRequest invite)
    {
        ArgumentNullException.ThrowIfNull(invite);
        var values = invite.Headers.Values(Name).Take(2).ToList();
        return values.Count switch
        {
            0 => null,
            1 => Parse(values[0]),
            _ => throw new SipFormatException("Replaces is there twice"),
        };
    }

    /// <summary>In the "?…" part of a Refer-To (RFC 3891 §6, escaped as RFC 3261 §19.1.1 says); null when there is none.</summary>
    /// <exception cref="SipFormatException">Not readable, or more than one.</exception>
    public static ReplacesHeader? In(SipUri referTo)
    {
        ArgumentNullException.ThrowIfNull(referTo);
        var values = (referTo.HeadersPart ?? "").Split('&')
            .Select(h => h.Split('=', 2))
            .Where(h => h.Length == 2 && h[0].Equals(Name, StringComparison.OrdinalIgnoreCase))
            .Take(2).ToList();
        return values.Count switch
        {
            0 => null,
            1 => Parse(Uri.UnescapeDataString(values[0][1])),
            _ => throw new SipFormatException("Replaces is there twice"),
        };
    }

    public override string ToString() => $"{CallId};to-tag={ToTag};from-tag={FromTag}{(EarlyOnly ? ";early-only" : "")}";
}
