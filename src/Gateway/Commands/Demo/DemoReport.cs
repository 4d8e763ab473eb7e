using System.Globalization;
using Gateway.Calls;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;
using Gateway.Composition;
using Gateway.Configuration;
using Gateway.Operations;
using Gateway.Simulator;
using Spectre.Console;

namespace Gateway.Commands.Demo;

/// <summary>What became of the calls, measured against what was to be; the closing tables. One owner.</summary>
internal sealed class DemoReport(
    GatewayConfiguration configuration,
    DemoStory story,
    GatewayService service,
    IReadOnlyDictionary<int, CallRecord> records,
    IReadOnlyDictionary<int, CallerResult> results)
{
    /// <summary>An agent must be on the recording so soon after the answer.</summary>
    private static readonly TimeSpan AudioLimit = TimeSpan.FromMilliseconds(200);

    /// <summary>On a busy machine the audio can be there before the worker has taken note of the 200; never so long before.</summary>
    private static readonly TimeSpan EarlyLimit = TimeSpan.FromSeconds(1);

    /// <summary>A caller speaks as soon as the 200 is there.</summary>
    private static readonly TimeSpan CallerLimit = TimeSpan.FromSeconds(2);

    /// <summary>What the edges of a stretch of tone may blur.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(200);

    private const int Wide = 110;

    private readonly List<string> _wrong = [];
    private readonly List<string> _right = [];

    public int Faults => _wrong.Count;

    public void Wrong(string what) => _wrong.Add(what);

    public void Show(DemoScreen screen, string folder, TimeSpan took)
    {
        var calls = Table(screen, "call", "found in, by", "queue", "agent", "outcome", "wait", "talk", "recorded");
        var audio = Table(screen, "call", "recording", "left: caller", "right: agent", "answer to voice");
        foreach (var call in DemoCast.Calls)
        {
            if (records.GetValueOrDefault(call.Number) is not { } record)
            {
                Wrong($"call #{call.Number} left no record");
                continue;
            }

            CheckOutcome(call, record);
            calls.AddRow(
                DemoScreen.Call(call.Number), Located(record), Queues(record), Agents(record), Outcome(record), Seconds(record.HoldTime),
                record.ConnectedAfter is null ? "-" : Seconds(record.TalkTime), Recording(record));
            audio.AddRow([DemoScreen.Call(call.Number), .. Audio(call, record)]);
        }

        CheckWhole();
        screen.Write("\n[bold]What happened[/]");
        screen.Write(calls);
        screen.Write(
            "[bold]What the recordings hold[/] (everybody speaks a tone of their own, which is looked for; "
            + "200 ms at most from an answer to the agent's voice)");
        screen.Write(audio);
        foreach (var line in _right)
        {
            screen.Write($"[green]ok[/]     {Markup.Escape(line)}");
        }

        foreach (var line in _wrong)
        {
            screen.Write($"[red]WRONG[/]  {Markup.Escape(line)}");
        }

        screen.Write($"\nRecordings  {Markup.Escape(configuration.Storage.Recordings!)}");
        screen.Write($"Records     {Markup.Escape(Path.Combine(configuration.Storage.Directory, "records.db"))} and journal.db beside it (SQLite)");
        screen.Write($"Log         {Markup.Escape(Path.Combine(folder, "gateway.log.json"))}");
        screen.Write($"All of it stays in {Markup.Escape(folder)}: delete it when you have seen enough.");
        var verdict = _wrong.Count == 0
            ? "[bold green]All as it should be.[/]"
            : $"[bold red]{_wrong.Count} thing{(_wrong.Count == 1 ? " is" : "s are")} not as it should be.[/]";
        screen.Write($"\n{verdict} {Seconds(took)}");
    }

    private void CheckOutcome(DemoCall call, CallRecord record)
    {
        var expected = call.Expected;
        void Same(string what, object? wanted, object? found) =>
            Check(Equals(wanted, found), $"call #{call.Number}: {what} is {found ?? "none"}, should be {wanted}");

        Same("outcome", expected.Outcome.WireName(), record.Outcome?.WireName());
        Same("centre", expected.Centre, record.Centre);
        Same("location source", expected.DecidedBy, record.Location?.DecidedBy);
        Same("queue", expected.Queue, record.Queue?.Value);
        Same("callable", expected.Callable, record.Callable);
        if (expected.Agents is [] ? record.Agent is not null : !expected.Agents.Contains(record.Agent?.Value))
        {
            var wanted = expected.Agents is [] ? "none" : string.Join(" or ", expected.Agents);
            Wrong($"call #{call.Number}: agent is {record.Agent?.Value ?? "none"}, should be {wanted}");
        }

        if (expected.NoAnswerBy is { } silent && !record.Offers.Any(o => o.Agent.Value == silent && o.Result == "no_answer"))
        {
            Wrong($"call #{call.Number}: agent {silent} should not have answered, and never was asked");
        }

        if (results.GetValueOrDefault(call.Number) is not { } result)
        {
            Wrong($"call #{call.Number}: the caller saw no end");
        }
        else if (result is not { StatusCode: 200, Statistics.PacketsReceived: > 0 })
        {
            Wrong($"call #{call.Number}: the caller got status {result.StatusCode} and {result.Statistics?.PacketsReceived ?? 0} RTP packets");
        }
    }

    private void CheckWhole()
    {
        var (placed, closed) = (DemoCast.Calls.Count, records.Values.Count(r => r.IsClosed));
        Judge(closed == placed, $"{placed} calls, {closed} closed records", $"{closed} of {placed} records are closed");
        var unaccounted = service.Runtime.Reconciler.Unaccounted;
        Judge(unaccounted == 0, "calls unaccounted: 0", $"calls unaccounted: {unaccounted}");
        var fault = service.Journal.Verify();
        var lost = service.Journal.Statistics.Lost;
        Judge(
            fault is null && lost == 0,
            $"journal: {service.Journal.Head.Number} events, none missing, the hash chain holds",
            $"journal: {fault ?? $"{lost} events lost"}");
        var waiting = service.Records.Callbacks(100).SelectMany(c => c.Calls).ToHashSet();
        var abandoned = DemoCast.Calls.Where(c => c.Expected.Outcome.NeedsCallback()).ToList();
        Judge(
            waiting.Count == abandoned.Count && abandoned.All(c => records.TryGetValue(c.Number, out var r) && waiting.Contains(r.Call)),
            $"callback list: {string.Join(", ", abandoned.Select(c => $"#{c.Number}"))}",
            $"callback list: {waiting.Count} calls stand there, should be {string.Join(", ", abandoned.Select(c => $"#{c.Number}"))}");
        var alarms = service.Alarms.Snapshot().Where(a => a.Severity == AlarmSeverity.Critical).ToList();
        Judge(
            alarms is [{ Kind: "acd_queueunstaffed" } alarm] && alarm.Text.Contains("71.06/", StringComparison.Ordinal),
            $"alarms: the one that belongs here, {alarms.FirstOrDefault()?.Text}",
            $"alarms: one for the queue without agents should be there; {string.Join("; ", alarms.Select(a => $"{a.Kind}: {a.Text}"))}");
    }

    private void Judge(bool good, string right, string wrong) => (good ? _right : _wrong).Add(good ? right : wrong);

    /// <summary>File, left, right, delay: measured in the file, checked on the way.</summary>
    private string[] Audio(DemoCall call, CallRecord record)
    {
        if (record.Recording is not { } committed)
        {
            Wrong($"call #{call.Number} has no recording");
            return ["[red]none[/]", "", "", ""];
        }

        StereoRecording wav;
        try
        {
            wav = StereoRecording.Read(Path.Combine(configuration.Storage.Recordings!, committed.Path));
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            Wrong($"call #{call.Number}: {e.Message}");
            return [Markup.Escape(committed.Path), "", "", ""];
        }

        // The file ends with the call, so it begins its own length before that, but not before the INVITE, from which the record counts.
        var begin = TimeSpan.FromTicks(Math.Max(0, ((record.EndedAfter ?? TimeSpan.Zero) - wav.Duration).Ticks));
        var spoke = wav.FirstHeard(wav.Left, call.Hertz);
        Check(spoke < CallerLimit, $"call #{call.Number}: the caller is heard from {Seconds(spoke)} on, should be within {Seconds(CallerLimit)}");
        var left = Tone(call, "left", wav.Heard(wav.Left, call.Hertz), wav.Sounding(wav.Left), call.Hertz, wav.Duration - spoke);
        var file = Markup.Escape(Path.GetFileName(committed.Path));
        if (record.Offers.LastOrDefault(o => o.AnsweredAfter is not null) is not { AnsweredAfter: { } answered } offer
            || DemoCast.Agents.FirstOrDefault(a => a.Id == offer.Agent.Value) is not { } agent)
        {
            Check(DemoCast.Agents.All(a => wav.Heard(wav.Right, a.Hertz) < Slack), $"call #{call.Number}: an agent is heard, and nobody answered");
            return [file, left, "prompts only", "-"];
        }

        if (wav.FirstHeard(wav.Right, agent.Hertz) is not { } first)
        {
            Wrong($"call #{call.Number}: agent {agent.Id} ({agent.Hertz} Hz) is never heard");
            return [file, left, "[red]no agent[/]", "[red]never[/]"];
        }

        // Before the agent the right side holds what the caller hears from the gateway; then the agent alone.
        var right = Tone(call, "right", wav.Heard(wav.Right, agent.Hertz), wav.Sounding(wav.Right, first), agent.Hertz, record.TalkTime);
        var delay = begin + first - answered;
        var good = delay <= AudioLimit && delay > -EarlyLimit;
        var shown = string.Create(CultureInfo.InvariantCulture, $"{delay.TotalMilliseconds:0} ms");
        Check(good, $"call #{call.Number}: the agent is heard {shown} after the answer, should be within {AudioLimit.TotalMilliseconds:0} ms");
        return [file, left, right, $"{(good ? "[green]" : "[red]")}{shown}[/]"];
    }

    /// <summary>The tone must be there for most of the time in which it was spoken (a busy machine drops packets), and nothing else.</summary>
    private string Tone(DemoCall call, string side, TimeSpan heard, TimeSpan sounding, int hertz, TimeSpan? spoken)
    {
        var place = $"call #{call.Number}, {side} channel";
        Check(spoken is { } time && heard > time * 0.75, $"{place}: {hertz} Hz fills {Seconds(heard)}, should be {Seconds(spoken)}");
        Check(sounding - heard < Slack, $"{place}: {Seconds(sounding - heard)} of something else than {hertz} Hz");
        return string.Create(CultureInfo.InvariantCulture, $"{hertz} Hz, {Seconds(heard)}");
    }

    private void Check(bool good, string wrong)
    {
        if (!good)
        {
            Wrong(wrong);
        }
    }

    private string Located(CallRecord record) => record.Location switch
    {
        { AreaCode: { } area } found => $"{story.Centre(area)}, {Source(found.DecidedBy)}",
        { } => "[yellow]unknown[/]: trunk's",
        null => "[red]never[/]",
    };

    private static string Source(string decidedBy) => decidedBy switch
    {
        "pidf_device" => "phone's GPS",
        _ when decidedBy.EndsWith("_cell", StringComparison.Ordinal) => "cell id",
        _ => DemoStory.Source(decidedBy),
    };

    private string Queues(CallRecord record) => string.Join(" →\n", record.QueuePath.Select(v => story.Queue(v.Queue.Value)).Distinct());

    private string Agents(CallRecord record)
    {
        var agents = record.Offers.Select(o =>
            o.ConnectedAfter is null ? $"[grey]{story.Agent(o.Agent.Value)}: {o.Result?.Replace('_', ' ')}[/]" : story.Agent(o.Agent.Value));
        return record.Offers.Count == 0 ? "-" : string.Join("\n", agents);
    }

    private static string Outcome(CallRecord record) => record.Outcome switch
    {
        null => "[red]still open[/]",
        CallOutcome.Answered => "[green]answered[/]",
        { } other when other.IsAbandoned() => "[yellow]abandoned[/]",
        { } other => $"[yellow]{other.WireName().Replace('_', ' ')}[/]",
    };

    private static string Recording(CallRecord record) =>
        record.Recording is { } whole ? Seconds(TimeSpan.FromMilliseconds(whole.DurationMs)) : "[red]none[/]";

    private static string Seconds(TimeSpan? time) =>
        time is { } t ? string.Create(CultureInfo.InvariantCulture, $"{t.TotalSeconds:0.0} s") : "-";

    /// <summary>Without lines where room is scarce.</summary>
    private static Table Table(DemoScreen screen, params string[] columns)
    {
        var narrow = screen.Width < Wide;
        var table = new Table { Border = narrow ? TableBorder.None : TableBorder.Rounded };
        foreach (var column in columns)
        {
            var shown = new TableColumn($"[bold]{column}[/]") { NoWrap = column is "call" or "outcome" or "wait" or "talk" };
            table.AddColumn(narrow ? shown.Padding(0, 0, 1, 0) : shown);
        }

        return table;
    }
}
