using Gateway.Sip.Messages;

namespace Gateway.Sip.Headers;

/// <summary>CSeq (RFC 3261 §20.16).</summary>
/// <param name="Number">0 to 2^31-1 (§8.1.1.5).</param>
public readonly record struct CSeq(uint Number, SipMethod Method)
{
    /// <exception cref="SipFormatException">Not readable or out of range.</exception>
    public static CSeq Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 2 && uint.TryParse(parts[0], out var number) && number <= int.MaxValue
            ? new CSeq(number, new SipMethod(parts[1]))
            : throw new SipFormatException($"CSeq is not readable: '{text}'");
    }

    public override string ToString() => $"{Number} {Method}";
}
