using Gateway.Sip.Messages;

namespace Gateway.Sip.Headers;

/// <summary>Content-Disposition (RFC 3261 §20.11).</summary>
/// <param name="Kind">"session", "render", "by-reference", …, lower case.</param>
/// <param name="IsOptional">handling=optional: a receiver that does not know the body passes over it.</param>
public readonly record struct ContentDisposition(string Kind, bool IsOptional)
{
    /// <exception cref="SipFormatException">Not readable.</exception>
    public static ContentDisposition Parse(string text)
    {
        var value = ParameterizedValue.Parse(text);
        return new ContentDisposition(
            value.Value.ToLowerInvariant(), "optional".Equals(value.Parameter("handling"), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Null when absent or not readable.</summary>
    public static ContentDisposition? Of(HeaderList headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        try
        {
            return headers["Content-Disposition"] is { } text ? Parse(text) : null;
        }
        catch (SipFormatException)
        {
            return null;
        }
    }
}
