using System.Buffers.Binary;

namespace Gateway.Media.Rtcp;

/// <summary>RTCP packet types (RFC 3550 §12.1).</summary>
public enum RtcpType
{
    SenderReport = 200,
    ReceiverReport = 201,
    SourceDescription = 202,
    Goodbye = 203,
    Application = 204,
}

/// <summary>
/// Walks through a compound RTCP packet in the caller's memory (RFC 3550 §6.1, A.2). Reduced-size packets (RFC 5506) and unknown types are
/// passed over. <see cref="TryRead"/> returns false at the end and at the first packet that is not well-formed.
/// </summary>
public ref struct RtcpReader(ReadOnlySpan<byte> compound)
{
    private ReadOnlySpan<byte> _rest = compound;
    private ReadOnlySpan<byte> _current;

    /// <summary>False once something malformed was met.</summary>
    public bool IsWellFormed { get; private set; } = true;

    public readonly RtcpType Type => (RtcpType)_current[1];

    /// <summary>SSRC of who sent it; 0 in packets that carry none.</summary>
    public readonly uint Ssrc => _current.Length >= 8 ? BinaryPrimitives.ReadUInt32BigEndian(_current[4..]) : 0;

    /// <summary>Report blocks in this packet; 0 for other types.</summary>
    public readonly int Reports => Type switch
    {
        RtcpType.SenderReport => Math.Min(_current[0] & 0x1F, (_current.Length - 28) / ReportBlock.Length),
        RtcpType.ReceiverReport => Math.Min(_current[0] & 0x1F, (_current.Length - 8) / ReportBlock.Length),
        _ => 0,
    };

    /// <summary>Only for <see cref="RtcpType.SenderReport"/>.</summary>
    public readonly SenderInfo Sender => new(
        BinaryPrimitives.ReadUInt64BigEndian(_current[8..]),
        BinaryPrimitives.ReadUInt32BigEndian(_current[16..]),
        BinaryPrimitives.ReadUInt32BigEndian(_current[20..]),
        BinaryPrimitives.ReadUInt32BigEndian(_current[24..]));

    /// <summary>The CNAME of the first chunk of an SDES packet; empty when there is none.</summary>
    public readonly ReadOnlySpan<byte> Cname =>
        Type == RtcpType.SourceDescription && _current.Length >= 10 && _current[8] == 1 && _current.Length >= 10 + _current[9]
            ? _current.Slice(10, _current[9])
            : default;

    public bool TryRead()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var length = _rest.Length < 4 ? 0 : 4 * (BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]) + 1);
        if (length == 0 || length > _rest.Length || (_rest[0] & 0xC0) != 0x80 || length < Shortest((RtcpType)_rest[1]))
        {
            IsWellFormed = false;
            return false;
        }

        _current = _rest[..length];
        _rest = _rest[length..];
        return true;
    }

    /// <param name="index">0 to below <see cref="Reports"/>.</param>
    public readonly ReportBlock Report(int index)
    {
        var at = _current.Slice((Type == RtcpType.SenderReport ? 28 : 8) + (index * ReportBlock.Length), ReportBlock.Length);
        var loss = BinaryPrimitives.ReadUInt32BigEndian(at[4..]);
        return new ReportBlock(
            BinaryPrimitives.ReadUInt32BigEndian(at),
            (byte)(loss >> 24),
            (int)(loss << 8) >> 8,
            BinaryPrimitives.ReadUInt32BigEndian(at[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(at[12..]),
            BinaryPrimitives.ReadUInt32BigEndian(at[16..]),
            BinaryPrimitives.ReadUInt32BigEndian(at[20..]));
    }

    private static int Shortest(RtcpType type) => type switch
    {
        RtcpType.SenderReport => 28,
        RtcpType.ReceiverReport => 8,
        _ => 4,
    };
}
