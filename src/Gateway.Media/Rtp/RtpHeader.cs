using System.Buffers.Binary;

namespace Gateway.Media.Rtp;

/// <summary>
/// The fixed RTP header and where the payload lies (RFC 3550 §5.1). Parsing and writing work in the caller's memory. Thread-safe.
/// </summary>
/// <remarks>
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// |V=2|P|X|  CC   |M|     PT      |       sequence number         |
/// |                           timestamp                           |
/// |           synchronization source (SSRC) identifier            |
/// |            contributing source (CSRC) identifiers  ...        |
/// </code>
/// </remarks>
/// <param name="PayloadOffset">Octets before the payload: fixed header, CSRC list and extension; at least 12.</param>
/// <param name="PayloadLength">Octets of payload without padding; may be 0.</param>
public readonly record struct RtpHeader(
    bool Marker,
    byte PayloadType,
    ushort Sequence,
    uint Timestamp,
    uint Ssrc,
    int PayloadOffset,
    int PayloadLength)
{
    /// <summary>Octets of the fixed header.</summary>
    public const int FixedLength = 12;

    private const byte Version2 = 0x80;
    private const byte VersionMask = 0xC0;
    private const byte PaddingMask = 0x20;
    private const byte ExtensionMask = 0x10;
    private const byte CsrcCountMask = 0x0F;
    private const byte MarkerMask = 0x80;
    private const byte PayloadTypeMask = 0x7F;

    /// <summary>False when this is not a well-formed RTP packet of version 2.</summary>
    public static bool TryParse(ReadOnlySpan<byte> packet, out RtpHeader header)
    {
        header = default;
        if (!TryMeasure(packet, out var offset))
        {
            return false;
        }

        var end = packet.Length;
        if ((packet[0] & PaddingMask) != 0)
        {
            end -= packet[^1] == 0 ? packet.Length : packet[^1];
        }

        if (end < offset)
        {
            return false;
        }

        header = new RtpHeader(
            (packet[1] & MarkerMask) != 0,
            (byte)(packet[1] & PayloadTypeMask),
            BinaryPrimitives.ReadUInt16BigEndian(packet[2..]),
            BinaryPrimitives.ReadUInt32BigEndian(packet[4..]),
            BinaryPrimitives.ReadUInt32BigEndian(packet[8..]),
            offset,
            end - offset);
        return true;
    }

    /// <summary>Octets before the payload, padding included in it: what SRTP leaves readable. False when this is not RTP of version 2.</summary>
    public static bool TryMeasure(ReadOnlySpan<byte> packet, out int length)
    {
        length = FixedLength;
        if (packet.Length < FixedLength || (packet[0] & VersionMask) != Version2)
        {
            return false;
        }

        length += 4 * (packet[0] & CsrcCountMask);
        if ((packet[0] & ExtensionMask) != 0)
        {
            if (packet.Length < length + 4)
            {
                return false;
            }

            length += 4 + (4 * BinaryPrimitives.ReadUInt16BigEndian(packet[(length + 2)..]));
        }

        return length <= packet.Length;
    }

    /// <summary>Writes a fixed header without CSRC, extension or padding.</summary>
    /// <param name="target">At least <see cref="FixedLength"/> octets.</param>
    public static void Write(Span<byte> target, bool marker, byte payloadType, ushort sequence, uint timestamp, uint ssrc)
    {
        target[0] = Version2;
        target[1] = (byte)((payloadType & PayloadTypeMask) | (marker ? MarkerMask : 0));
        BinaryPrimitives.WriteUInt16BigEndian(target[2..], sequence);
        BinaryPrimitives.WriteUInt32BigEndian(target[4..], timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(target[8..], ssrc);
    }

    /// <summary>Whether a datagram on a shared port is RTCP (RFC 5761 §4: packet types 192 to 223).</summary>
    public static bool IsRtcp(ReadOnlySpan<byte> packet) => packet.Length >= 2 && packet[1] is >= 192 and <= 223;
}
