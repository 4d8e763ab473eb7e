using System.Text;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;

namespace Gateway.Sip.Headers;

/// <summary>CSeq (RFC 3261 §20.16).</summary>
/// <param name="Number">0 to 2^31-1 (§8.1.1.5).</param>
public readonly record struct CSeq(uint Number, SipMethod Method)
{
    /// <exception cref="SipFormatException">Not readable or out of range.</exception>
    public static CSeq Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Parse(Encoding.UTF8.GetBytes(text));
    }

    public override string ToString() => $"{Number} {Method}";

    internal static CSeq Parse(ReadOnlySpan<byte> text) => TryScan(text, out var number, out var method)
        ? new CSeq(number, SipMethod.FromBytes(method))
        : throw new SipFormatException($"CSeq is not readable: '{SipCharacters.Text(text)}'");

    internal static bool TryScan(ReadOnlySpan<byte> text, out uint number, out ReadOnlySpan<byte> method)
    {
        number = 0;
        method = default;
        var cursor = new ByteCursor(SipCharacters.Trim(text));
        while (SipCharacters.IsDigit(cursor.Peek))
        {
            cursor.Position++;
        }

        if (!SipCharacters.TryNumber(cursor.Since(0), int.MaxValue, out var value) || !cursor.SkipLws())
        {
            return false;
        }

        number = (uint)value;
        method = cursor.Token();
        return !method.IsEmpty && cursor.AtEnd;
    }
}
