namespace Gateway.Media.Rtcp;

/// <summary>
/// When to send the next report (RFC 3550 §6.2, §6.3.1) in a session of two: the bandwidth never binds, so the minimum of 5 s (half of
/// that at first) does, spread over 0.5 to 1.5 of it and divided by e - 3/2. Mutable; one owner.
/// </summary>
/// <param name="seed">Randomisation; the port is a good one.</param>
public struct RtcpSchedule(uint seed)
{
    private const double MinimumSeconds = 5;
    private const double Compensation = Math.E - 1.5;

    private uint _state = (seed * 2654435769u) | 1;
    private bool _initialDone;

    /// <summary>Microseconds until the next report: 1.03 to 3.08 s at first, then 2.05 to 6.16 s.</summary>
    public long NextMicros()
    {
        // Marsaglia's xorshift: enough to keep peers from falling in step.
        _state ^= _state << 13;
        _state ^= _state >> 17;
        _state ^= _state << 5;
        var minimum = _initialDone ? MinimumSeconds : MinimumSeconds / 2;
        _initialDone = true;
        return (long)(minimum * (0.5 + (_state / 4294967296.0)) / Compensation * 1_000_000);
    }
}
