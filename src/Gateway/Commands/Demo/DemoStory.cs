using System.Globalization;
using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Configuration;
using Spectre.Console;
using Overflow = Gateway.Calls.Journal.Overflow;

namespace Gateway.Commands.Demo;

/// <summary>
/// Tells the journal's events in plain English. Keeps per call what one line needs of an earlier event. One owner.
/// </summary>
internal sealed class DemoStory(GatewayConfiguration configuration)
{
    private readonly Dictionary<CallId, LocationFound> _found = [];

    /// <summary>Markup for one event, or null for those that a newcomer can do without.</summary>
    public string? Tell(JournalEntry entry)
    {
        var call = entry.Call ?? default;
        switch (entry.Payload)
        {
            case CallReceived received:
                return $"{Caller(received)} calls [bold]{Safe(received.Dialled)}[/] over trunk {Safe(received.Trunk)}";
            case CallerEstablished:
                return "the gateway answers: greeting plays, every second is recorded";
            case LocationFound found:
                _found[call] = found;
                return null;
            case CallRouted routed:
                return $"{Located(_found.GetValueOrDefault(call), routed)}; queue [bold]{Queue(routed.Queue)}[/]";
            case Overflow overflow:
                return $"{Why(overflow)}: also waits at [bold]{Queue(overflow.To)}[/], keeps its place here";
            case AgentRinging ringing:
                return $"[bold]{Agent(ringing.Agent)}[/]'s phone rings";
            case RingNoAnswer silent:
                return $"[yellow]{Agent(silent.Agent)} does not answer for {Seconds(silent.RingTimeMs)}[/]: the caller is in front of the queue again";
            case OfferFailed failed:
                return $"[yellow]{Agent(failed.Agent)} cannot take it ({failed.Failure})[/]: the caller is in front of the queue again";
            case Connect connect:
                return $"[green]{Agent(connect.Agent)} answers: they talk[/], {Seconds(connect.HoldTimeMs)} after the call came in";
            case AgentLost lost:
                return $"[yellow]{Agent(lost.Agent)} is gone ({Safe(lost.Reason)})[/]: the caller is in front of the queue again";
            case Abandon abandon:
                return $"[yellow]the caller gives up[/] after {Seconds(abandon.WaitMs)}: goes on the callback list";
            case CompleteCaller complete:
                return $"the caller hangs up after {Seconds(complete.TalkTimeMs)} of talk with {Agent(complete.Agent)}";
            case CompleteAgent complete:
                return $"{Agent(complete.Agent)} hangs up after {Seconds(complete.TalkTimeMs)} of talk";
            case RecordingCommitted recording:
                return $"[grey]recording whole: {Seconds(recording.DurationMs)}, SHA-256 {recording.Sha256[..8]}…[/]";
            case RecordingFailed failed:
                return $"[red]recording in trouble: {Safe(failed.Reason)}[/]";
            case CallRefused refused:
                return $"[red]refused with {refused.Status} {Safe(refused.Reason)}[/]";
            case Withdraw withdraw:
                return $"[red]ended by {Safe(withdraw.By)}: {Safe(withdraw.Reason)}[/]";
            case JournalGap gap:
                return $"[red]{gap.Lost} events were lost: {Safe(gap.Reason)}[/]";
            default:
                return null;
        }
    }

    /// <summary>"Ani".</summary>
    public string Agent(string id) => Safe(configuration.Agents.FirstOrDefault(a => a.Id.Value == id)?.Name.Split(' ')[0] ?? id);

    /// <summary>Names as people shorten them: "Kab. Minahasa Utara".</summary>
    public string Centre(string code) =>
        Safe((configuration.Centre(code)?.Name ?? AreaName(code) ?? code).Replace("Kabupaten ", "Kab. ", StringComparison.Ordinal));

    /// <summary>"Kota Manado", or "Kota Manado, kebakaran" for another queue than the centre's default.</summary>
    public string Queue(string id) =>
        id.Split('/') is not [var centre, var name] ? Safe(id)
        : configuration.Centre(centre)?.DefaultQueue.Value == id ? Centre(centre)
        : $"{Centre(centre)}, {Safe(name)}";

    /// <summary>What found the caller, in words.</summary>
    public static string Source(string decidedBy) => decidedBy switch
    {
        "pidf_device" => "the phone's own position",
        "pidf_cell" or "pidf_weak" => "the network's estimate",
        "network_cell" => "the network's cell id",
        "phone_cell" or "cellular_cell" or "old_cell" => "the phone's cell id",
        "cell_area" => "the cell's area",
        "dialled_centre" or "area_code" => "the dialled number",
        "trunk_default" => "nothing",
        _ => decidedBy.Replace('_', ' '),
    };

    private string? AreaName(string code) => configuration.ServiceAreas.Find(code)?.Name;

    private string Located(LocationFound? found, CallRouted routed)
    {
        if (found?.AreaCode is not { } area)
        {
            return $"[yellow]nothing tells where the caller is[/]: the trunk's centre, {Centre(routed.Centre)}, takes it";
        }

        var within = found.UncertaintyMetres is { } metres
            ? string.Create(CultureInfo.InvariantCulture, $", within {(metres < 1000 ? $"{metres:0} m" : $"{metres / 1000:0.#} km")}")
            : "";
        var border = found.Ambiguous && found.Neighbours.Count > 0 ? $", perhaps {string.Join(" or ", found.Neighbours.Select(Centre))}" : "";
        return $"located in [bold]{Centre(area)}[/] by {Source(found.DecidedBy)}{within}{border}";
    }

    private string Why(Overflow overflow) => overflow.Reason switch
    {
        nameof(OverflowReason.Unstaffed) => $"[yellow]nobody is logged in at {Queue(overflow.From)}[/]",
        nameof(OverflowReason.Waited) => $"[yellow]waited too long at {Queue(overflow.From)}[/]",
        nameof(OverflowReason.QueueLength) => $"[yellow]too many wait at {Queue(overflow.From)}[/]",
        _ => $"[yellow]{Safe(overflow.Reason)}[/]",
    };

    private static string Caller(CallReceived received) =>
        received.Callable && received.CallerNumber is { } number ? Safe(number)
        : received.DeviceId is { } device ? $"a phone without number (device …{Safe(device)})"
        : "an unknown caller";

    private static string Seconds(long milliseconds) => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000.0:0.0} s");

    private static string Safe(string text) => Markup.Escape(text);
}
