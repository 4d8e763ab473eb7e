using System.Security.Cryptography;
using Gateway.Acd;
using Gateway.Calls;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;
using Gateway.Media.Recording.Sealing;
using Gateway.Simulator;

namespace Gateway.Simulation;

/// <summary>What must hold after every step, and what must hold when all is over.</summary>
internal sealed class WorldInvariants(SimulatedWorld world)
{
    /// <summary>Alarms that no behaviour of callers, phones or networks may cause.</summary>
    private static readonly string[] Forbidden =
    [
        "call_defect", "acd_defect", "agent_desk_defect", "reconciler_defect", "trunk_monitor_defect", "location_defect", "mailbox_overflow",
        "call_unaccounted", "acd_stalled", "acd_configuration", "acd_unknownqueue", "media_trouble", "calls_exhausted",
    ];

    private static readonly TimeSpan RecordingSlack = TimeSpan.FromMilliseconds(300);

    private GatewayProcess? _process;
    private long _acdTurns;
    private long _passes;
    private long _alarms;

    public void AfterStep()
    {
        if (world.Process is not { } process)
        {
            return;
        }

        if (process != _process)
        {
            (_process, _acdTurns, _passes, _alarms) = (process, 0, 0, 0);
        }

        var gateway = process.Runtime;
        if (gateway.Acd.Turns != _acdTurns)
        {
            _acdTurns = gateway.Acd.Turns;
            CheckDistribution(process);
        }

        if (gateway.Reconciler.Passes != _passes)
        {
            _passes = gateway.Reconciler.Passes;
            var unaccounted = process.Alarms.Snapshot().Where(a => a.Kind == "call_unaccounted").Select(a => a.Text);
            Require(gateway.Reconciler.Unaccounted == 0, string.Join("; ", unaccounted));
        }

        world.Figures.AfterStep(process);
        if (process.Alarms.Total != _alarms)
        {
            _alarms = process.Alarms.Total;
            foreach (var alarm in process.Alarms.Snapshot().Where(a => IsForbidden(a.Kind)))
            {
                world.Break($"alarm {alarm.Kind}: {alarm.Text}");
            }
        }
    }

    public void AtTheEnd(GatewayProcess process)
    {
        var gateway = process.Runtime;
        Require(gateway.Calls.Count == 0 && gateway.Calls.Usages == 0, $"{gateway.Calls.Count} actors and {gateway.Calls.Usages} usages are left");
        Require(process.Ports.InUse == 0, $"{process.Ports.InUse} port pairs were not returned");
        Require(process.Recorder.Open == 0 || world.Options.FailingDisk, $"{process.Recorder.Open} recordings are open");
        Require(gateway.Sip.Faults + gateway.Acd.Faults + gateway.Agents.Faults == 0, "a loop of the gateway had a turn that threw");
        Require(world.Journal.OpenCalls().Count == 0, "calls are open in the journal");
        Require(world.Journal.Verify() is null, $"the chain is broken: {world.Journal.Verify()}");
        var records = Records();
        foreach (var caller in world.Options.DayHours > 0 ? [] : world.Callers)
        {
            var own = records.Where(r => r.From.Contains(caller.Telephone, StringComparison.Ordinal)).ToList();

            // A caller whose INVITE met a dying gateway says it again to the next one: the same call, received twice.
            var last = own.LastOrDefault();
            // While the gateway is down the network itself says that nobody is there; a machine that dies may never have been heard.
            // In a storm all copies of an INVITE may be lost.
            if (last is null && ((caller.Vanishes && (world.Options.KilledAt.Count > 0 || IsStorm)) || (world.Options.KilledAt.Count > 0 && caller.Result is { StatusCode: 503 })
                || (IsStorm && caller.Result is { StatusCode: 408 })))
            {
                continue;
            }

            var others = own.SkipLast(1);
            Require(last is not null && others.All(r => r.Outcome == CallOutcome.SystemLost), $"caller {caller.Number} ({caller.Result?.StatusCode} {caller.Result?.EndedBy}) has {own.Count} calls");
            CheckCall(caller, last!);
        }

        CheckKept(records);
        world.Figures.AtTheEnd(process, records);
        var paths = records.SelectMany(r => r.Recordings).Select(r => Full(r.Path)).ToHashSet();
        var strays = world.Files.Paths.Where(p => !paths.Contains(p)).ToList();
        Require(strays.Count == 0 || world.Options.FailingDisk, $"recordings without a record: {string.Join(", ", strays)}");
    }

    /// <summary>The call records, as the journal tells them, in order of arrival.</summary>
    public IReadOnlyList<CallRecord> Records() =>
        [.. Events().Where(e => e.Call is not null).GroupBy(e => e.Call!.Value).Select(Record).OrderBy(r => r.ReceivedAt)];

    public IReadOnlyList<JournalEvent> Events()
    {
        var events = new List<JournalEvent>();
        while (world.Journal.Read(events.Count, 10_000) is { Count: > 0 } page)
        {
            events.AddRange(page);
        }

        return events;
    }

    /// <summary>
    /// Pain 15: with the gateway's process only those are lost who had no 200 yet, whose own machine has died, or who hung up on a gateway
    /// that was down.
    /// </summary>
    private void CheckKept(IReadOnlyList<CallRecord> records)
    {
        if (world.Options.ShutdownAt is not null)
        {
            return;
        }

        if (world.Options.OneDefectIn > 0)
        {
            // A caller who was connected to us outlives three defects; in worlds that are also killed they may have been in the life before.
            foreach (var lost in records.Where(r => r is { Outcome: CallOutcome.SystemLost, AnsweredAfter: not null, Mended: < 3 }))
            {
                Require(world.Options.KilledAt.Count > 0, $"call {lost.Call} was lost to {lost.Mended + 1} defects: {lost.Cause}");
            }

            return;
        }

        var answered = Events().Where(e => e.Name == "CallerAnswering").Select(e => e.Call!.Value).ToHashSet();
        foreach (var lost in records.Where(r => r.Outcome == CallOutcome.SystemLost && answered.Contains(r.Call)))
        {
            var caller = world.Callers.First(c => lost.From.Contains(c.Telephone, StringComparison.Ordinal));

            // In a storm all copies of a re-INVITE, or of its answer, may be lost.
            var swallowed = IsStorm && Events().Any(e => e.Call == lost.Call && e.Read()?.Payload is Withdraw { Reason: "the re-INVITE was not answered in time" });
            Require(
                swallowed || caller.Vanishes || caller.Result is { EndedBy: not EndedBy.Gateway },
                $"call {lost.Call} of caller {caller.Number} had its 200 after {lost.AnsweredAfter} and was lost after {lost.EndedAfter}: {lost.Cause}");
        }
    }

    private CallRecord Record(IGrouping<CallId, JournalEvent> call)
    {
        var entries = call.Select(e => e.Read()!).ToList();
        var endings = entries.Count(e => e.Payload is CallEnded);
        Require(endings == 1, $"call {call.Key} has {endings} endings");
        Require(entries[0].Payload is CallReceived, $"call {call.Key} begins with {entries[0].Payload.GetType().Name}");
        return CallRecordFold.Of(entries)!;
    }

    private void CheckDistribution(GatewayProcess process)
    {
        foreach (var broken in process.Runtime.Acd.CheckInvariants())
        {
            world.Break(broken);
        }

        var talking = new HashSet<AgentId>();
        foreach (var call in process.Runtime.Calls.All())
        {
            if (call.Summary is { Phase: CallPhase.Bridged, Agent: { } agent })
            {
                Require(talking.Add(agent), $"agent {agent} talks with two callers");
            }
        }
    }

    private void CheckCall(WorldCaller caller, CallRecord record)
    {
        var saw = $"{caller.Result?.StatusCode} {caller.Result?.EndedBy}";
        var what = $"caller {caller.Number} ({saw}), call {record.Call} {record.Outcome}, {record.Cause}";
        Require(record.IsClosed && record.Outcome is not null, $"{what}: not closed");
        Require(Fits(caller, record, record.Outcome!.Value), $"{what}: the outcome does not fit");
        Require(record.Outcome != CallOutcome.Answered || record.ConnectedAfter is not null, $"{what}: answered and never connected");
        Require(
            caller.Result?.WasAnswered != true || record.AnsweredAfter is not null || record.Outcome == CallOutcome.SystemLost,
            $"{what}: the caller got 200, the record does not know");
        CheckRecording(record, what);
        CheckWhatWasHeard(caller, record, what);
    }

    /// <summary>
    /// A caller who has been answered hears something all the time, but for the seconds in which an agent who is lost is found out.
    /// </summary>
    private void CheckWhatWasHeard(WorldCaller caller, CallRecord record, string what)
    {
        if (caller.Result is not { WasAnswered: true, Statistics: { } heard } result || record.Outcome == CallOutcome.SystemLost)
        {
            return;
        }

        var lost = record.Offers.Count(o => o.Result is "lost" or "defect" || DiedMeanwhile(record, o));
        var answers = record.Offers.Count(o => o.AnsweredAfter is not null);
        var silence = 1 + (10 * world.Options.Network.Jitter.TotalSeconds) + (6.0 * lost) + (0.5 * answers);

        // A BYE that has to be sent again leaves the caller in silence for a while.
        silence += record.Interruptions > 0 ? 1 + record.InterruptedFor.TotalSeconds : 0;
        var ours = (record.EndedAfter - record.AnsweredAfter)?.TotalSeconds ?? double.MaxValue;
        var expected = 50 * (1 - world.Options.Media.Loss - 0.03) * (Math.Min(result.Duration.TotalSeconds, ours) - silence);
        Require(
            heard.PacketsReceived >= expected,
            $"{what}: heard {heard.PacketsReceived} packets in {result.Duration}, expected {expected:0}, {lost} agents lost");
    }

    /// <summary>The phone was dead, and the caller gone before that was found out.</summary>
    private bool DiedMeanwhile(CallRecord record, OfferRecord offer) =>
        offer is { Result: "completed_caller", ConnectedAfter: { } from, EndedAfter: { } to }
        && world.Agents.First(a => a.User == offer.Agent.Value).DiedAt.Exists(at => at >= record.ReceivedAt + from && at <= record.ReceivedAt + to);

    private bool Fits(WorldCaller caller, CallRecord record, CallOutcome outcome)
    {
        if (outcome == CallOutcome.SystemLost)
        {
            return world.Options.MayBeLost;
        }

        return caller.Result switch
        {
            null => caller.Vanishes,
            // A CANCEL that crossed the 200 is followed by BYE: answered, and over at once.
            // In a storm the caller may miss every 200 until an agent has talked to nobody and hung up.
            { EndedBy: EndedBy.CallerBeforeAnswer } => outcome.IsAbandoned() || record is { Outcome: CallOutcome.Answered, EndedBy: "caller" }
                || (IsStorm && record is { Outcome: CallOutcome.Answered, EndedBy: "agent" }),
            { EndedBy: EndedBy.Caller } => outcome == CallOutcome.Answered || outcome.IsAbandoned(),
            { EndedBy: EndedBy.Gateway } => outcome == CallOutcome.Answered && (record.EndedBy == "agent" || world.Options.OneDefectIn > 0),
            // In a storm also everything that we answer may be lost.
            { StatusCode: 408 } => IsStorm && record is { Outcome: CallOutcome.Answered, EndedBy: "agent" },
            // A caller whom the network told that the gateway is down may have an INVITE on the way that meets the next life.
            { StatusCode: 503 } => (outcome == CallOutcome.Refused && world.Options.RtpPorts < 50) || MetTheNextLife(record),
            _ => false,
        };
    }

    private void CheckRecording(CallRecord record, string what)
    {
        if (record.Recording is not { } recording)
        {
            var heard = record.AnsweredAfter is not null || record.EarlyMediaAfter is not null;
            // A call that a defect has cut does not hear of its recording's trouble any more.
            var excused = world.Options.FailingDisk && (record.RecordingTrouble.Count > 0 || (world.Options.OneDefectIn > 0 && record.Outcome == CallOutcome.SystemLost));
            Require(!heard || excused, $"{what}: no recording, {string.Join(", ", record.RecordingTrouble)}");
            return;
        }

        foreach (var part in record.Recordings)
        {
            var bytes = world.Files[Full(part.Path)];
            Require(Convert.ToHexStringLower(SHA256.HashData(bytes)) == part.Sha256, $"{what}: the recording's hash is wrong");
            if (world.Options.Sealed)
            {
                CheckSealed(part, bytes, what);
            }
        }

        var recorded = TimeSpan.FromMilliseconds(record.Recordings.Sum(r => r.DurationMs));
        var missing = record.EndedAfter!.Value - recorded - Down(record);
        var frames = TimeSpan.FromSeconds(world.Options.Sealed ? 0.512 * (record.Interruptions + 1) : 0);
        var slack = frames + (record.Recordings.Any(r => r.Salvaged) || world.Options.FailingDisk ? TimeSpan.FromSeconds(1) + RecordingSlack : RecordingSlack);
        Require(missing.Duration() < slack || world.Options.FailingDisk, $"{what}: the recording is {missing} shorter than the call");
    }

    /// <summary>It opens whole, and is as long as the journal says.</summary>
    private void CheckSealed(RecordingCommitted part, byte[] bytes, string what)
    {
        using var wav = SealedRecordingStream.Open(new MemoryStream(bytes), GatewayProcess.Keys);
        wav.CopyTo(Stream.Null);
        Require(Math.Abs(((wav.Length - 44) / 32) - part.DurationMs) <= 1, $"{what}: the sealed recording has {wav.Length} octets for {part.DurationMs} ms");
    }

    /// <summary>From the crash to the next part of the recording, which begins with the restart.</summary>
    private TimeSpan Down(CallRecord record) => new(Events()
        .Where(e => e.Call == record.Call && e.Name == "CallInterrupted")
        .Sum(e => (e.At - record.ReceivedAt - e.Elapsed!.Value).Ticks));

    /// <summary>One message in five is lost: now and then all copies of one are.</summary>
    private bool IsStorm => world.Options.Network.Loss >= 0.2;

    /// <summary>Its INVITE was on the way while the gateway was down, for as long as a message is on the way at most.</summary>
    private bool MetTheNextLife(CallRecord record) => Events().Where(e => e.Name == nameof(NodeStarted)).Skip(1).Any(e =>
        record.ReceivedAt >= e.At && record.ReceivedAt - e.At <= world.Options.Network.Latency + world.Options.Network.Jitter);

    private bool IsForbidden(string kind) =>
        (Forbidden.Contains(kind)
        && !(kind == "call_defect" && world.Options.OneDefectIn > 0))
        || (kind == "recording_failed" && !world.Options.FailingDisk)
        || (kind == "rtp_ports_exhausted" && world.Options.RtpPorts >= 50);

    private static string Full(string path) => Path.Combine(GatewayProcess.Recordings, path);

    private void Require(bool holds, string what)
    {
        if (!holds)
        {
            world.Break(what);
        }
    }
}
