namespace Gateway.Acd.Queues;

/// <summary>
/// A call's place in every order: time of the INVITE less the bonus plus the penalty; equal times in order of entry. Fixed while the
/// call lives, but for <see cref="AcdEvent.SetPriority"/>; ageing needs no work, since everybody ages alike.
/// </summary>
internal readonly record struct CallRank(long Ticks, long Sequence) : IComparable<CallRank>
{
    public static CallRank Of(DateTimeOffset invitedAt, TimeSpan bonus, TimeSpan penalty, long sequence) =>
        new(invitedAt.UtcTicks - bonus.Ticks + penalty.Ticks, sequence);

    public int CompareTo(CallRank other) => Ticks != other.Ticks ? Ticks.CompareTo(other.Ticks) : Sequence.CompareTo(other.Sequence);

    public static bool operator <(CallRank left, CallRank right) => left.CompareTo(right) < 0;

    public static bool operator >(CallRank left, CallRank right) => left.CompareTo(right) > 0;

    public static bool operator <=(CallRank left, CallRank right) => left.CompareTo(right) <= 0;

    public static bool operator >=(CallRank left, CallRank right) => left.CompareTo(right) >= 0;
}
