using System.Text;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;

namespace Gateway.Sip.Headers;

/// <summary>
/// The ";name=value" list behind most header values (RFC 3261 §25.1 generic-param). Values stay as on the wire, quotes included, so that
/// what is
/// written again equals what came; <see cref="Find"/> takes the quotes off.
/// </summary>
internal static class HeaderParameters
{
    /// <summary>Reads one parameter up to a comma or the end. Empty ones (";;") are passed over.</summary>
    /// <returns>False at the end of the list, or with <paramref name="bad"/> where the text is no parameter.</returns>
    public static bool TryNext(
        ref ByteCursor cursor, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value, out bool hasValue, out bool bad)
    {
        name = value = default;
        hasValue = bad = false;
        var separated = false;
        while (cursor.TakeSeparator((byte)';'))
        {
            separated = true;
        }

        cursor.SkipLws();
        if (cursor.AtEnd || cursor.Peek == (byte)',')
        {
            return false;
        }

        name = cursor.Token();
        if (!separated || name.IsEmpty)
        {
            bad = true;
            return false;
        }

        if (cursor.TakeSeparator((byte)'='))
        {
            hasValue = true;
            if (cursor.Peek == (byte)'"')
            {
                bad = !cursor.TryQuoted(out value);
                return !bad;
            }

            value = cursor.TakeUntil(SipCharacters.ValueEnd);
        }

        return true;
    }

    /// <summary>True when the rest up to a comma or the end is a parameter list; the cursor stands behind it.</summary>
    public static bool Skip(ref ByteCursor cursor)
    {
        bool bad;
        while (TryNext(ref cursor, out _, out _, out _, out bad))
        {
        }

        return !bad;
    }

    /// <exception cref="SipFormatException">Not a parameter list.</exception>
    public static IReadOnlyList<KeyValuePair<string, string?>> Read(ref ByteCursor cursor)
    {
        List<KeyValuePair<string, string?>>? list = null;
        bool bad;
        while (TryNext(ref cursor, out var name, out var value, out var hasValue, out bad))
        {
            (list ??= []).Add(new(SipCharacters.Text(name), hasValue ? SipCharacters.Text(value) : null));
        }

        return bad
            ? throw new SipFormatException($"not a parameter: '{SipCharacters.Text(cursor.Rest)}'")
            : list is null ? [] : list;
    }

    /// <summary>Value without quotes; null for a flag and when absent.</summary>
    public static string? Find(IReadOnlyList<KeyValuePair<string, string?>> parameters, string name)
    {
        for (var i = 0; i < parameters.Count; i++)
        {
            if (parameters[i].Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return parameters[i].Value is { } value ? QuotedText.Unquote(value) : null;
            }
        }

        return null;
    }

    public static bool Has(IReadOnlyList<KeyValuePair<string, string?>> parameters, string name)
    {
        for (var i = 0; i < parameters.Count; i++)
        {
            if (parameters[i].Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The list with that parameter changed in its place, or added at the end.</summary>
    public static IReadOnlyList<KeyValuePair<string, string?>> With(
        IReadOnlyList<KeyValuePair<string, string?>> parameters, string name, string? value)
    {
        var changed = new List<KeyValuePair<string, string?>>(parameters.Count + 1);
        var found = false;
        foreach (var parameter in parameters)
        {
            if (!parameter.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                changed.Add(parameter);
            }
            else if (!found)
            {
                changed.Add(new(parameter.Key, value));
                found = true;
            }
        }

        if (!found)
        {
            changed.Add(new(name, value));
        }

        return changed;
    }

    public static void Write(StringBuilder text, IReadOnlyList<KeyValuePair<string, string?>> parameters)
    {
        foreach (var (name, value) in parameters)
        {
            text.Append(';').Append(name);
            if (value is not null)
            {
                text.Append('=').Append(QuotedText.AsValue(value));
            }
        }
    }

    public static bool AreEqual(IReadOnlyList<KeyValuePair<string, string?>> a, IReadOnlyList<KeyValuePair<string, string?>> b)
    {
        if (a.Count != b.Count)
        {
            return false;
        }

        for (var i = 0; i < a.Count; i++)
        {
            if (!a[i].Key.Equals(b[i].Key, StringComparison.OrdinalIgnoreCase) || a[i].Value != b[i].Value)
            {
                return false;
            }
        }

        return true;
    }
}
