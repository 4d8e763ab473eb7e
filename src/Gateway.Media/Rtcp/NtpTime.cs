namespace Gateway.Media.Rtcp;

/// <summary>NTP timestamps of RTCP (RFC 3550 §4): 32 bits of seconds since 1900, 32 bits of fraction.</summary>
public static class NtpTime
{
    private const ulong SecondsFrom1900To1970 = 2_208_988_800;

    /// <param name="unixMicros">Microseconds since 1970 UTC.</param>
    public static ulong FromUnixMicros(long unixMicros)
    {
        var (seconds, micros) = Math.DivRem((ulong)unixMicros, 1_000_000);
        return ((seconds + SecondsFrom1900To1970) << 32) | ((micros << 32) / 1_000_000);
    }

    /// <summary>The middle 32 bits, in 1/65536 s.</summary>
    public static uint Middle(ulong ntp) => (uint)(ntp >> 16);

    /// <summary>
    /// Round trip in milliseconds (RFC 3550 §6.4.1); null when the sum makes no sense, as from a peer with a broken clock.
    /// </summary>
    /// <param name="nowMiddle">Arrival of the report.</param>
    public static double? RoundTripMs(uint nowMiddle, uint lastSenderReport, uint delaySinceLastSenderReport)
    {
        if (lastSenderReport == 0)
        {
            return null;
        }

        var units = (int)(nowMiddle - lastSenderReport - delaySinceLastSenderReport);
        // A few units below zero come from rounding.
        return units is < -66 or > 60 * 65536 ? null : Math.Max(units, 0) * 1000.0 / 65536;
    }
}
