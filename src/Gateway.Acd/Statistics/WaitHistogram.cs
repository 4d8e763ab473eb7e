namespace Gateway.Acd.Statistics;

/// <summary>Waits in whole seconds, rounded up, so that any goal up to 300 s can be asked for later, and "within" means at most.</summary>
internal sealed class WaitHistogram
{
    public const int MaxSeconds = 300;

    private readonly long[] _counts = new long[MaxSeconds + 2];

    public void Add(TimeSpan wait) => _counts[(int)Math.Clamp(Math.Ceiling(wait.TotalSeconds), 0, MaxSeconds + 1)]++;

    public long Within(int seconds)
    {
        var sum = 0L;
        for (var second = 0; second <= Math.Min(seconds, MaxSeconds); second++)
        {
            sum += _counts[second];
        }

        return sum;
    }
}
