namespace Gateway.Media.Rtcp;

/// <summary>What a receiver reports about one stream (RFC 3550 §6.4.1).</summary>
/// <param name="Ssrc">Of the stream reported on.</param>
/// <param name="FractionLost">Since the last report, in 1/256.</param>
/// <param name="CumulativeLost">24 bits with sign.</param>
/// <param name="Jitter">In timestamp units.</param>
/// <param name="LastSenderReport">Middle 32 bits of the NTP timestamp of the last SR; 0 without one.</param>
/// <param name="DelaySinceLastSenderReport">In 1/65536 s.</param>
public readonly record struct ReportBlock(
    uint Ssrc,
    byte FractionLost,
    int CumulativeLost,
    uint HighestSequence,
    uint Jitter,
    uint LastSenderReport,
    uint DelaySinceLastSenderReport)
{
    /// <summary>Octets on the wire.</summary>
    public const int Length = 24;
}

/// <summary>What a sender says about its stream (RFC 3550 §6.4.1).</summary>
/// <param name="Ntp">64-bit NTP timestamp of the moment.</param>
/// <param name="RtpTimestamp">The same moment in the stream's timestamps.</param>
public readonly record struct SenderInfo(ulong Ntp, uint RtpTimestamp, uint Packets, uint Octets);
