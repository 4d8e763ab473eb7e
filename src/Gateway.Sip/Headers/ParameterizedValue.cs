using System.Text;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;

namespace Gateway.Sip.Headers;

/// <summary>"value;name=value…": Content-Type, Content-Disposition, Reason, Accept, Event and their like.</summary>
/// <param name="Value">What stands before the first semicolon, without inner white space around "/".</param>
/// <param name="Parameters">In wire order, values as on the wire.</param>
internal readonly record struct ParameterizedValue(string Value, IReadOnlyList<KeyValuePair<string, string?>> Parameters)
{
    /// <exception cref="SipFormatException">No token, or no parameters behind it.</exception>
    public static ParameterizedValue Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var cursor = new ByteCursor(Encoding.UTF8.GetBytes(text));
        cursor.SkipLws();
        var first = cursor.Token();
        var second = cursor.TakeSeparator((byte)'/') ? cursor.Token() : default;
        if (first.IsEmpty)
        {
            throw new SipFormatException($"no value: '{text}'");
        }

        var value = SipCharacters.Text(first) + (second.IsEmpty ? "" : "/" + SipCharacters.Text(second));
        return new ParameterizedValue(value, HeaderParameters.Read(ref cursor));
    }

    public string? Parameter(string name) => HeaderParameters.Find(Parameters, name);
}
