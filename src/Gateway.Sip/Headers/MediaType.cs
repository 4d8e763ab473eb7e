using System.Text;
using Gateway.Sip.Messages;

namespace Gateway.Sip.Headers;

/// <summary>Content-Type (RFC 3261 §20.15) or a media range of Accept.</summary>
/// <param name="Name">"type/subtype" in lower case.</param>
/// <param name="Parameters">In wire order, values as on the wire (quotes included).</param>
public sealed record MediaType(string Name, IReadOnlyList<KeyValuePair<string, string?>> Parameters)
{
    public bool IsMultipart => Name.StartsWith("multipart/", StringComparison.Ordinal);

    /// <summary>Value without quotes; null for a flag and when absent.</summary>
    public string? Parameter(string name) => HeaderParameters.Find(Parameters, name);

    /// <summary>True when this range ("*/*", "text/*", "text/plain") holds that type.</summary>
    public bool Includes(string mediaType)
    {
        ArgumentNullException.ThrowIfNull(mediaType);
        return Name == "*/*" || Name.Equals(mediaType, StringComparison.OrdinalIgnoreCase)
            || (Name.EndsWith("/*", StringComparison.Ordinal) && mediaType.StartsWith(Name[..^1], StringComparison.OrdinalIgnoreCase));
    }

    /// <exception cref="SipFormatException">Not readable.</exception>
    public static MediaType Parse(string text)
    {
        var value = ParameterizedValue.Parse(text);
        return value.Value.Contains('/', StringComparison.Ordinal)
            ? new MediaType(value.Value.ToLowerInvariant(), value.Parameters)
            : throw new SipFormatException($"not a media type: '{text}'");
    }

    /// <summary>Null when absent or not readable.</summary>
    public static MediaType? Of(HeaderList headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        try
        {
            return headers.Contains("Content-Type") ? headers.Typed("Content-Type", Parse) : null;
        }
        catch (SipFormatException)
        {
            return null;
        }
    }

    public override string ToString()
    {
        var text = new StringBuilder(Name);
        HeaderParameters.Write(text, Parameters);
        return text.ToString();
    }
}
