using System.Text.Json.Serialization;

namespace Gateway.Calls;

/// <summary>
/// How a call ended; each call ends in exactly one. The wire names are journal schema and metric labels and never change.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<CallOutcome>))]
public enum CallOutcome
{
    /// <summary>Caller and agent talked and one of them hung up.</summary>
    [JsonStringEnumMemberName("answered")]
    Answered,

    /// <summary>The caller gave up before being in a queue.</summary>
    [JsonStringEnumMemberName("abandoned_before_queue")]
    AbandonedBeforeQueue,

    /// <summary>The caller gave up less than 5 s after the INVITE (NENA's short abandon).</summary>
    [JsonStringEnumMemberName("abandoned_short")]
    AbandonedShort,

    /// <summary>The caller gave up in the queue.</summary>
    [JsonStringEnumMemberName("abandoned_waiting")]
    AbandonedWaiting,

    /// <summary>The caller gave up while an agent was being rung.</summary>
    [JsonStringEnumMemberName("abandoned_ringing")]
    AbandonedRinging,

    /// <summary>Handed over to another installation. Overflow to a queue of this installation is no ending.</summary>
    [JsonStringEnumMemberName("overflowed")]
    Overflowed,

    /// <summary>A supervisor ended it.</summary>
    [JsonStringEnumMemberName("withdrawn")]
    Withdrawn,

    /// <summary>Answered with a final response that is no success.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,

    /// <summary>No media for a minute and the probe failed: the caller's network is gone.</summary>
    [JsonStringEnumMemberName("caller_leg_lost")]
    CallerLegLost,

    /// <summary>Our fault: crash, shutdown, defect.</summary>
    [JsonStringEnumMemberName("system_lost")]
    SystemLost,
}

/// <summary>What follows from an outcome.</summary>
public static class CallOutcomes
{
    /// <summary>Somebody may still need help: the caller belongs on the callback list.</summary>
    public static bool NeedsCallback(this CallOutcome outcome) =>
        outcome.IsAbandoned() || outcome is CallOutcome.CallerLegLost or CallOutcome.SystemLost or CallOutcome.Refused;

    /// <summary>The caller hung up before an agent's media was connected.</summary>
    public static bool IsAbandoned(this CallOutcome outcome) =>
        outcome is CallOutcome.AbandonedBeforeQueue
            or CallOutcome.AbandonedShort
            or CallOutcome.AbandonedWaiting
            or CallOutcome.AbandonedRinging;

    /// <summary>The name on the wire, in metrics and on pages, e.g. "abandoned_short".</summary>
    public static string WireName(this CallOutcome outcome) => outcome switch
    {
        CallOutcome.Answered => "answered",
        CallOutcome.AbandonedBeforeQueue => "abandoned_before_queue",
        CallOutcome.AbandonedShort => "abandoned_short",
        CallOutcome.AbandonedWaiting => "abandoned_waiting",
        CallOutcome.AbandonedRinging => "abandoned_ringing",
        CallOutcome.Overflowed => "overflowed",
        CallOutcome.Withdrawn => "withdrawn",
        CallOutcome.Refused => "refused",
        CallOutcome.CallerLegLost => "caller_leg_lost",
        CallOutcome.SystemLost => "system_lost",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "no such outcome"),
    };

    /// <summary>The outcome of a wire name, or null.</summary>
    public static CallOutcome? Parse(string? wireName)
    {
        foreach (var outcome in Enum.GetValues<CallOutcome>())
        {
            if (outcome.WireName() == wireName)
            {
                return outcome;
            }
        }

        return null;
    }
}
