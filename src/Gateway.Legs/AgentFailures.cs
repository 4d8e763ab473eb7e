namespace Gateway.Legs;

/// <summary>What a phone's final response to an offer means, each for that phone only.</summary>
internal static class AgentFailures
{
    public static AgentFailure Of(int statusCode) => statusCode switch
    {
        486 or 600 => AgentFailure.Busy,
        404 or 408 or 410 or 430 or 480 or 604 => AgentFailure.Unregistered,
        401 or 407 or 415 or 420 or 488 or 606 => AgentFailure.Failed,
        >= 500 and < 600 => AgentFailure.Failed,
        _ => AgentFailure.Declined,
    };

    /// <summary>Which of two phones' failures tells more about the agent.</summary>
    public static LegEvent.OfferFailed Weightier(LegEvent.OfferFailed? first, LegEvent.OfferFailed second) =>
        first is null || second.Cause > first.Cause ? second : first;
}
