using System.Buffers.Binary;

namespace Gateway.Media.Rtcp;

/// <summary>Writes compound RTCP packets (RFC 3550 §6.1): SR or RR, SDES with CNAME, and BYE at the end of a leg. Thread-safe.</summary>
public static class RtcpWriter
{
    /// <summary>Room that any of our packets fits in, in octets.</summary>
    public const int LongestPacket = 512;

    private const byte CnameItem = 1;

    /// <summary>An SR when <paramref name="sender"/> is there, an RR otherwise; then SDES, then perhaps BYE.</summary>
    /// <param name="target">At least <see cref="LongestPacket"/> octets.</param>
    /// <param name="ssrc">Ours.</param>
    /// <param name="cname">1 to 255 octets of UTF-8 (RFC 7022).</param>
    /// <returns>Octets written.</returns>
    public static int Write(Span<byte> target, uint ssrc, SenderInfo? sender, ReportBlock? report, ReadOnlySpan<byte> cname, bool bye)
    {
        var length = WriteReport(target, ssrc, sender, report);
        length += WriteDescription(target[length..], ssrc, cname);
        return bye ? length + WriteBye(target[length..], ssrc) : length;
    }

    private static int WriteReport(Span<byte> target, uint ssrc, SenderInfo? sender, ReportBlock? report)
    {
        var length = 8;
        if (sender is { } info)
        {
            BinaryPrimitives.WriteUInt64BigEndian(target[8..], info.Ntp);
            BinaryPrimitives.WriteUInt32BigEndian(target[16..], info.RtpTimestamp);
            BinaryPrimitives.WriteUInt32BigEndian(target[20..], info.Packets);
            BinaryPrimitives.WriteUInt32BigEndian(target[24..], info.Octets);
            length = 28;
        }

        if (report is { } block)
        {
            var at = target[length..];
            BinaryPrimitives.WriteUInt32BigEndian(at, block.Ssrc);
            BinaryPrimitives.WriteUInt32BigEndian(at[4..], ((uint)block.FractionLost << 24) | ((uint)block.CumulativeLost & 0xFFFFFF));
            BinaryPrimitives.WriteUInt32BigEndian(at[8..], block.HighestSequence);
            BinaryPrimitives.WriteUInt32BigEndian(at[12..], block.Jitter);
            BinaryPrimitives.WriteUInt32BigEndian(at[16..], block.LastSenderReport);
            BinaryPrimitives.WriteUInt32BigEndian(at[20..], block.DelaySinceLastSenderReport);
            length += ReportBlock.Length;
        }

        WriteHead(target, report is null ? 0 : 1, sender is null ? RtcpType.ReceiverReport : RtcpType.SenderReport, length, ssrc);
        return length;
    }

    private static int WriteDescription(Span<byte> target, uint ssrc, ReadOnlySpan<byte> cname)
    {
        // One chunk: SSRC, the item, at least one zero octet, to the next multiple of four.
        var length = (8 + 2 + cname.Length + 4) & ~3;
        target[..length].Clear();
        target[8] = CnameItem;
        target[9] = (byte)cname.Length;
        cname.CopyTo(target[10..]);
        WriteHead(target, 1, RtcpType.SourceDescription, length, ssrc);
        return length;
    }

    private static int WriteBye(Span<byte> target, uint ssrc)
    {
        WriteHead(target, 1, RtcpType.Goodbye, 8, ssrc);
        return 8;
    }

    private static void WriteHead(Span<byte> target, int count, RtcpType type, int length, uint ssrc)
    {
        target[0] = (byte)(0x80 | count);
        target[1] = (byte)type;
        BinaryPrimitives.WriteUInt16BigEndian(target[2..], (ushort)((length / 4) - 1));
        BinaryPrimitives.WriteUInt32BigEndian(target[4..], ssrc);
    }
}
