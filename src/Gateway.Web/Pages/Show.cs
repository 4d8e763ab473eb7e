using System.Globalization;
using Gateway.Acd;
using Gateway.Calls.Records;
using Gateway.Web.Ports;
using static System.FormattableString;

namespace Gateway.Web.Pages;

/// <summary>How values look, and when a value asks for attention.</summary>
internal static class Show
{
    // NENA-STA-020: 90 % answered within 15 s, 95 % within 20 s. Below 75 % somebody must act.
    // ITU-T G.109: below this, many are dissatisfied.
    public const double PoorMos = 3.6;
    private const double GoodServiceLevel = 0.90;
    private const double BadServiceLevel = 0.75;
    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TooLongWait = TimeSpan.FromSeconds(20);

    /// <summary>m:ss, from an hour on h:mm:ss, from a day on days and hours; never negative.</summary>
    public static string Duration(TimeSpan length) => length switch
    {
        { Ticks: < 0 } => "0:00",
        { TotalDays: >= 1 } => Invariant($"{length.Days} d {length.Hours} h"),
        { TotalHours: >= 1 } => Invariant($"{length.Hours}:{length.Minutes:00}:{length.Seconds:00}"),
        _ => Invariant($"{length.Minutes}:{length.Seconds:00}"),
    };

    public static string Count(int? count) => count is { } c ? Invariant($"{c}") : "–";

    public static string Percent(double? share) => share is { } s ? Invariant($"{Math.Round(s * 100)}%") : "–";

    public static string Clock(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Day(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public static string WaitLevel(TimeSpan wait) => wait >= TooLongWait ? "bad" : wait >= LongWait ? "warn" : "";

    /// <summary>What is known of a caller to whom nobody talks yet, and that a conversation is hard to understand.</summary>
    public static string Heard(CallView call, DateTimeOffset now)
    {
        var heard = call switch
        {
            { Phase: CallPhase.Talking, Mos: < PoorMos } => Invariant($"poor line, MOS {call.Mos:0.0}"),
            { Phase: CallPhase.Talking } => "",
            { Keys.Length: > 0 } => "pressed " + call.Keys,
            { VoiceHeard: true } => "voice",
            { AudioSince: { } since } => "silent " + Duration(now - since),
            _ => "no audio",
        };
        return call.NumberInIncident is { } number ? Invariant($"{heard} · no. {number} from there").TrimStart(' ', '·') : heard;
    }

    public static string HeardLevel(CallView call, DateTimeOffset now) =>
        call is { Phase: CallPhase.Talking, Mos: < PoorMos } ? "warn"
        : call is { Phase: not CallPhase.Talking, VoiceHeard: false, Keys.Length: 0, AudioSince: { } since } && now - since >= LongWait ? "quiet" : "";

    /// <summary>Where a lost caller was, as far as is known.</summary>
    public static string Place(CallbackView entry) => entry switch
    {
        { Latitude: { } latitude, Longitude: { } longitude } => Invariant($"{latitude:0.0000}, {longitude:0.0000} ±{entry.UncertaintyMetres ?? 0:0} m"),
        { Cell: { } cell } => cell,
        _ => entry.LocatedBy ?? "",
    };

    public static string Tries(CallbackView entry) =>
        entry.Attempts == 0 ? "–" : entry.Tries.Count == 0 ? Invariant($"{entry.Attempts}") : Invariant($"{entry.Attempts}, last: {entry.Tries[^1].Result}");

    /// <summary>"12 · 83% within 5 min".</summary>
    public static string CallbackNote(int entries, CallbackStatistics? figures) =>
        figures is { Levels: [{ Share: not null } first, ..] }
            ? Invariant($"{entries} · {Percent(first.Share)} within {first.Within.TotalMinutes:0} min")
            : Invariant($"{entries}");

    public static string LabelLevel(string label) => label switch { "" => "quiet", "PRANK" or "GHOST" => "warn", _ => "" };

    public static string ShareLevel(double? share) =>
        share switch { null => "", < BadServiceLevel => "bad", < GoodServiceLevel => "warn", _ => "" };

    public static string Level(AlarmSeverity severity) =>
        severity switch { AlarmSeverity.Critical => "bad", AlarmSeverity.Warning => "warn", _ => "" };

    public static string Level(TrunkState state) => state switch { TrunkState.Up => "good", TrunkState.Degraded => "warn", TrunkState.Down => "bad", _ => "none" };

    public static string Dot(AgentView agent) => agent switch
    {
        { State: AgentState.InCall } => "busy",
        { State: AgentState.Receiving or AgentState.Reserved } => "ring",
        { State: AgentState.WrapUp } => "wrap",
        { State: AgentState.Waiting } => "good",
        { Status: AgentStatus.Available or AgentStatus.AvailableOnDemand, Registered: false } => "warn",
        _ => "none",
    };

    public static string Dot(CallPhase phase) => phase switch
    {
        CallPhase.Talking => "busy",
        CallPhase.Offered => "ring",
        CallPhase.Waiting => "warn",
        _ => "none",
    };

    /// <summary>The agent's name, or the id of one who is configured no longer.</summary>
    public static string? AgentName(GatewayView view, AgentId? id) =>
        id is null ? null : view.Agents.FirstOrDefault(a => a.Id == id)?.Name ?? id.ToString();

    /// <summary>Share over all queues. Exact, since each queue's share is weighed with its own denominator.</summary>
    public static double? Over(IEnumerable<QueueView> queues, TimeSpan threshold)
    {
        double within = 0;
        var answered = 0;
        foreach (var queue in queues)
        {
            if (queue.ServiceLevels.FirstOrDefault(s => s.Threshold == threshold)?.Sl is { } sl && queue.AnsweredToday is { } today)
            {
                within += sl * today;
                answered += today;
            }
        }

        return answered == 0 ? null : within / answered;
    }
}
