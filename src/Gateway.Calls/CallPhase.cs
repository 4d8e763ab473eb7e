namespace Gateway.Calls;

/// <summary>
/// Where a call is: a total function of the call machine's state, of the journal (<see cref="Records.CallRecord"/>) and of the ACD, so that
/// a reconciler can compare the three.
/// </summary>
public enum CallPhase
{
    /// <summary>Received; not in a queue yet.</summary>
    Admitting,

    /// <summary>In a queue, nobody rings.</summary>
    Waiting,

    /// <summary>Leased to an agent, until the media is connected.</summary>
    Offered,

    /// <summary>Caller and agent hear each other.</summary>
    Bridged,

    /// <summary>The outcome is known; perhaps the recording is still being committed.</summary>
    Ended,
}
