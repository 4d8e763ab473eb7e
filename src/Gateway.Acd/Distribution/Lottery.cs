namespace Gateway.Acd.Distribution;

/// <summary>
/// A seeded generator (SplitMix64, Steele et al. 2014): the same seed gives the same draws in every run. Not for secrets.
/// </summary>
internal sealed class Lottery(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Each of 0 … count - 1 equally likely.</summary>
    public int Next(int count)
    {
        // A draw from the incomplete last stretch would favour low numbers: draw again.
        var bound = (ulong)count;
        var incomplete = (ulong.MaxValue % bound + 1) % bound;
        ulong drawn;
        do
        {
            drawn = Draw();
        }
        while (drawn > ulong.MaxValue - incomplete);
        return (int)(drawn % bound);
    }

    private ulong Draw()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
