namespace Gateway.Acd.Statistics;

/// <summary>Service level for one goal, in app_queue's two formulas; a wait of exactly the goal is within it.</summary>
/// <param name="Seconds">The goal, from INVITE.</param>
/// <param name="ConnectedWithin">Calls connected within the goal.</param>
/// <param name="AbandonedWithin">Calls abandoned within the goal.</param>
public sealed record ServiceLevel(int Seconds, long ConnectedWithin, long AbandonedWithin, long Connected, long Abandoned)
{
    /// <summary>ServicelevelPerf: answered within / answered, 0 to 1; null before the first answer.</summary>
    public double? Sl => Connected == 0 ? null : (double)ConnectedWithin / Connected;

    /// <summary>
    /// ServicelevelPerf2: (answered within + abandoned within) / (answered + abandoned), 0 to 1; null before the first such
    /// call.
    /// </summary>
    public double? Sl2 => Connected + Abandoned == 0 ? null : (double)(ConnectedWithin + AbandonedWithin) / (Connected + Abandoned);
}
