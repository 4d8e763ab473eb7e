using System.Globalization;
using System.Text;
using Gateway.Sip.Messages;

namespace Gateway.Sip.Headers;

/// <summary>RAck (RFC 3262 §7.2): which reliable provisional response a PRACK is about.</summary>
/// <param name="RSeq">1 to 2^32-1.</param>
/// <param name="CSeq">CSeq of the response.</param>
public readonly record struct RAck(uint RSeq, CSeq CSeq)
{
    /// <returns>Null when there is none, or it is not readable.</returns>
    public static RAck? Of(HeaderList headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        var text = headers["RAck"]?.Trim();
        var space = text?.IndexOfAny([' ', '\t']) ?? -1;
        return space > 0
            && uint.TryParse(text.AsSpan(0, space), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && CSeq.TryScan(Encoding.UTF8.GetBytes(text![space..]), out var cseq, out var method)
            ? new RAck(number, new CSeq(cseq, SipMethod.FromBytes(method)))
            : null;
    }

    /// <summary>The number of a reliable provisional response (§7.1); null when absent or not readable.</summary>
    public static uint? RSeqOf(HeaderList headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return uint.TryParse(headers["RSeq"]?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{RSeq} {CSeq}");
}
