using Gateway.Acd;
using Gateway.Calls.Records;
using Gateway.Web.Ports;

namespace Gateway.Web.Pages;

/// <summary>Every word on the pages, in one place.</summary>
internal static class UiText
{
    public const string Waiting = "Waiting";
    public const string Talking = "Talking";
    public const string LongestWait = "Longest wait";
    public const string ServiceLevel = "Service level";
    public const string AgentsReady = "Agents ready";
    public const string TrunksUp = "Trunks up";
    public const string Queues = "Queues";
    public const string Queue = "Queue";
    public const string Longest = "Longest";
    public const string Offered = "Offered";
    public const string Answered = "Answered";
    public const string Abandoned = "Abandoned";
    public const string Today = "today";
    public const string CallsInProgress = "Calls in progress";
    public const string NoCalls = "No calls in progress.";
    public const string Phase = "Phase";
    public const string Since = "Since";
    public const string Age = "Age";
    public const string Area = "Area";
    public const string LocatedBy = "Located by";
    public const string Caller = "Caller";
    public const string Agent = "Agent";
    public const string Trunk = "Trunk";
    public const string Agents = "Agents";
    public const string NoAgents = "No agents are configured.";
    public const string NotRegistered = "no phone";
    public const string Trunks = "Trunks";
    public const string NoTrunks = "No trunks are configured.";
    public const string NoQueues = "No queues are configured.";
    public const string Alarms = "Alarms";
    public const string NoAlarms = "No alarms.";
    public const string LastCalls = "Last calls";
    public const string NoRecords = "No calls on record.";
    public const string RecordsFailed = "Call records cannot be read at the moment.";
    public const string Invited = "Invited";
    public const string Outcome = "Outcome";
    public const string Wait = "Wait";
    public const string Talk = "Talk";
    public const string Recording = "Recording";
    public const string Part = "Part";
    public const string RecordingPaused = "recording paused";
    public const string Play = "Play the recording";
    public const string Close = "Close the player";
    public const string Callbacks = "To be called back";
    public const string LostFor = "Lost for";
    public const string Calls = "Calls";
    public const string Attempts = "Attempts";
    public const string TakenBy = "Taken by";
    public const string Take = "take";
    public const string NoAnswer = "no answer";
    public const string Reached = "reached";
    public const string CallbackFailed = "not done: the audit trail or the records cannot be written or read";
    public const string Incidents = "Incidents";
    public const string Place = "Place";
    public const string CallsIn5 = "In 5 min";
    public const string InAll = "In all";
    public const string FirstCall = "First call";
    public const string Acknowledge = "Tell its waiting callers that the incident is known";
    public const string NotAcknowledged = "not told: the audit trail cannot be written, or the gateway did not answer";
    public const string Heard = "Heard";
    public const string Label = "Label";
    public const string NotLabelled = "not labelled";
    public const string Anonymous = "anonymous";
    public const string ShowNumber = "Show the number (is audited)";
    public const string AuditFailed = "not shown: the audit trail cannot be written";
    public const string Draining = "Draining: new calls go elsewhere";
    public const string Stale = "No news from the gateway for";
    public const string TooManyPages = "As many live pages are open as allowed. Close one elsewhere and reload.";
    public const string Theme = "Dark or light";
    public const string SignOut = "Sign out";
    public const string SignIn = "Sign in";
    public const string Token = "Access token";
    public const string YourName = "Your name (for the audit trail)";
    public const string Refused = "That is not the access token.";
    public const string Reconnecting = "Connection lost. Numbers are not current. Reconnecting…";
    public const string PageFailed = "This page has failed.";
    public const string Reload = "Reload";
    public const string UpSince = "up since";

    /// <summary>In the words of the centres: nobody can call, and why.</summary>
    public static string Of(CallbackObstacle obstacle) => obstacle switch
    {
        CallbackObstacle.NoSim => "tidak dapat dihubungi: tanpa SIM",
        CallbackObstacle.NotDialable => "tidak dapat dihubungi: bukan nomor telepon",
        _ => "tidak dapat dihubungi: tanpa nomor",
    };

    public static string? Of(CallbackChange change) => change switch
    {
        CallbackChange.Taken => "Somebody else has just taken it.",
        CallbackChange.Gone => "It has left the list: settled, expired, or the caller came through.",
        _ => null,
    };

    public static string Acknowledged(int? callers) =>
        callers is { } told ? $"{told} waiting callers hear the acknowledgement." : "That incident has ended.";

    public static string More(int count) => $"and {count} more";

    public static string Of(CallPhase phase) => phase switch
    {
        CallPhase.Admitting => "Arriving",
        CallPhase.Waiting => "Waiting",
        CallPhase.Offered => "Ringing",
        _ => "Talking",
    };

    public static string Of(TrunkState state) => state switch { TrunkState.Up => "up", TrunkState.Degraded => "in part", TrunkState.Down => "DOWN", TrunkState.Disabled => "disabled", _ => "not known" };

    public static string Of(AgentState state) => state switch
    {
        AgentState.InCall => "In call",
        AgentState.Receiving => "Ringing",
        AgentState.Reserved => "Reserved",
        AgentState.WrapUp => "Wrap-up",
        AgentState.Waiting => "Ready",
        _ => "Not ready",
    };

    public static string Of(AgentStatus status) => status switch
    {
        AgentStatus.OnBreak => "On break",
        AgentStatus.LoggedOut => "Logged out",
        AgentStatus.AvailableOnDemand => "On demand",
        _ => "Available",
    };

    public static string OfOutcome(string outcome) => outcome switch
    {
        "answered" => "Answered",
        "abandoned_before_queue" => "Abandoned before queue",
        "abandoned_short" => "Abandoned, short",
        "abandoned_waiting" => "Abandoned, waiting",
        "abandoned_ringing" => "Abandoned, ringing",
        "overflowed" => "Overflowed",
        "withdrawn" => "Withdrawn",
        "refused" => "Refused",
        "caller_leg_lost" => "Caller lost",
        "system_lost" => "Lost by the system",
        _ => outcome,
    };
}
