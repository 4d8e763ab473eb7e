using System.Buffers.Binary;

namespace Gateway.Media.Rtp;

/// <summary>
/// Finds pressed keys in RFC 4733 packets, once per key, also when the first or the last packets are lost. Mutable; one owner.
/// </summary>
/// <remarks>
/// <code>
/// |     event     |E|R| volume    |          duration             |
/// </code>
/// </remarks>
public struct TelephoneEventDetector
{
    private const string Keys = "0123456789*#ABCD";
    private const int LongestSegment = 0xFFFF;

    private bool _any;
    private byte _event;
    private uint _timestamp;
    private bool _ended;

    /// <summary>Length of a telephone-event payload in octets.</summary>
    public const int PayloadLength = 4;

    /// <summary>Duration of the event so far, in timestamp units; 0 for a payload that is too short.</summary>
    public static int Duration(ReadOnlySpan<byte> payload) =>
        payload.Length < PayloadLength ? 0 : BinaryPrimitives.ReadUInt16BigEndian(payload[2..]);

    /// <returns>True for the first packet seen of a key press.</returns>
    public bool TryDetect(uint timestamp, ReadOnlySpan<byte> payload, out char digit)
    {
        digit = default;
        if (payload.Length < PayloadLength)
        {
            return false;
        }

        var code = payload[0];
        var ended = (payload[1] & 0x80) != 0;
        var later = (int)(timestamp - _timestamp);
        if (_any && later <= 0)
        {
            // Same press, or a late packet of an earlier one.
            _ended |= ended && later == 0;
            return false;
        }

        // §2.5.1.3: a long press goes on in a new segment, which is not a new key.
        var goesOn = _any && !_ended && code == _event && later == LongestSegment;
        (_any, _event, _timestamp, _ended) = (true, code, timestamp, ended);
        if (goesOn || code >= Keys.Length)
        {
            return false;
        }

        digit = Keys[code];
        return true;
    }

    /// <summary>The sender started over: timestamps are not comparable any more.</summary>
    public void Reset() => _any = false;
}
