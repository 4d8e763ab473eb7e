using System.Globalization;
using Gateway.Sip.Messages;

namespace Gateway.Sip.Headers;

/// <summary>Who refreshes a session: client or server of the request that the header is about (RFC 4028 §4).</summary>
public enum SessionRefresher
{
    Uac,
    Uas,
}

/// <summary>Session-Expires (RFC 4028 §4).</summary>
/// <param name="Seconds">The session interval, 1 or more.</param>
/// <param name="Refresher">Null when the header leaves it open.</param>
public readonly record struct SessionExpires(uint Seconds, SessionRefresher? Refresher = null)
{
    /// <returns>Null when there is none, it is not readable, or it says 0.</returns>
    public static SessionExpires? Of(HeaderList headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        if (headers["Session-Expires"] is not { } text)
        {
            return null;
        }

        var parts = text.Split(';', StringSplitOptions.TrimEntries);
        var refresher = parts.Skip(1).Select(p => p.Split('=', 2, StringSplitOptions.TrimEntries))
            .Where(p => p.Length == 2 && p[0].Equals("refresher", StringComparison.OrdinalIgnoreCase))
            .Select(p => p[1].ToUpperInvariant() switch
            {
                "UAC" => SessionRefresher.Uac,
                "UAS" => SessionRefresher.Uas,
                _ => (SessionRefresher?)null,
            })
            .FirstOrDefault();
        return SecondsOf(parts[0]) is { } seconds ? new SessionExpires(seconds, refresher) : null;
    }

    /// <summary>Min-SE (§5) in seconds; null when there is none, or it is not readable.</summary>
    public static uint? MinimumOf(HeaderList headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return headers["Min-SE"] is { } text ? SecondsOf(text.Split(';')[0].Trim()) : null;
    }

    public override string ToString() => Refresher is { } refresher
        ? string.Create(CultureInfo.InvariantCulture, $"{Seconds};refresher={(refresher == SessionRefresher.Uac ? "uac" : "uas")}")
        : Seconds.ToString(CultureInfo.InvariantCulture);

    /// <summary>A number that no clock can hold is as good as the longest one.</summary>
    private static uint? SecondsOf(string text) =>
        !ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds == 0 ? null
        : (uint)Math.Min(seconds, int.MaxValue / 1000);
}
