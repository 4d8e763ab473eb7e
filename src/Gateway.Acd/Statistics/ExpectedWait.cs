namespace Gateway.Acd.Statistics;

/// <summary>
/// How long a caller at a place will probably wait. Staffing-aware: everybody ahead and the caller take their turns at the agents who are there,
/// each for as long as a conversation with its wrap-up has lasted of late.
/// </summary>
public static class ExpectedWait
{
    /// <summary>What is assumed of a queue before its first conversation.</summary>
    public static readonly TimeSpan UsualHandling = TimeSpan.FromSeconds(90);

    /// <summary>Share of the newest conversation in the moving average.</summary>
    private const double Newest = 0.1;

    /// <param name="position">1 is next.</param>
    /// <param name="staffed">Agents who are Available and reachable, whatever they do now.</param>
    /// <param name="ready">Those of them who could take a call at once.</param>
    /// <param name="handling">Of a conversation with its wrap-up.</param>
    /// <returns>Null: nobody is there, so nothing can be said.</returns>
    public static TimeSpan? Of(int position, int staffed, int ready, TimeSpan handling) =>
        staffed <= 0 ? null
        : position <= ready ? TimeSpan.Zero
        : handling * ((double)(position - ready) / staffed);

    /// <summary>The moving average after one more conversation.</summary>
    public static TimeSpan Average(TimeSpan before, TimeSpan handling) => before + ((handling - before) * Newest);
}
