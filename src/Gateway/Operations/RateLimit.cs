namespace Gateway.Operations;

/// <summary>So many a second, counted in whole seconds of a monotonic clock. Mutable; one owner.</summary>
internal struct RateLimit
{
    private long _second;
    private int _taken;

    /// <summary>False: this second is full.</summary>
    /// <param name="perSecond">0: never.</param>
    public bool Take(int perSecond, TimeProvider time)
    {
        var second = time.GetTimestamp() / time.TimestampFrequency;
        if (second != _second)
        {
            _second = second;
            _taken = 0;
        }

        return _taken < perSecond && ++_taken > 0;
    }
}
