using Gateway.Acd.Configuration;

namespace Gateway.Calls.Records;

/// <summary>
/// Waits in whole seconds, rounded up, so that every service level of the configuration can be told later, and "within" means at most.
/// Immutable.
/// </summary>
public sealed class WaitHistogram : IEquatable<WaitHistogram>
{
    public static readonly WaitHistogram Empty = new(new int[AcdDefaults.MaxServiceLevel + 2]);

    private readonly int[] _counts;

    private WaitHistogram(int[] counts) => _counts = counts;

    /// <summary>With one more wait; a negative one counts as none.</summary>
    public WaitHistogram Add(TimeSpan wait)
    {
        var counts = (int[])_counts.Clone();
        counts[(int)Math.Clamp(Math.Ceiling(wait.TotalSeconds), 0, AcdDefaults.MaxServiceLevel + 1)]++;
        return new WaitHistogram(counts);
    }

    /// <summary>How many waited so long at most.</summary>
    /// <param name="seconds">Up to <see cref="AcdDefaults.MaxServiceLevel"/>.</param>
    public int Within(int seconds)
    {
        var sum = 0;
        for (var second = 0; second <= Math.Min(seconds, AcdDefaults.MaxServiceLevel); second++)
        {
            sum += _counts[second];
        }

        return sum;
    }

    public bool Equals(WaitHistogram? other) => other is not null && _counts.AsSpan().SequenceEqual(other._counts);

    public override bool Equals(object? obj) => Equals(obj as WaitHistogram);

    public override int GetHashCode() => _counts.Sum();
}
