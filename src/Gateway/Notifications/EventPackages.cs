namespace Gateway.Notifications;

/// <summary>Event packages that the gateway serves, by their registered names.</summary>
internal static class EventPackages
{
    /// <summary>Bindings of an agent (RFC 3680).</summary>
    public const string Registration = "reg";

    /// <summary>What an agent's phone does (RFC 4235).</summary>
    public const string Dialog = "dialog";

    // NENA-STA-010.3 §4.2.1.3, §2.4.2, §2.4.1, §4.2.2.9.
    public const string QueueState = "emergency-QueueState";
    public const string ServiceState = "emergency-ServiceState";
    public const string ElementState = "emergency-ElementState";
    public const string AbandonedCall = "emergency-AbandonedCall";

    public static readonly IReadOnlyList<string> Names = [Registration, Dialog, QueueState, ServiceState, ElementState, AbandonedCall];
}
