using System.Security.Cryptography;
using Gateway.Acd;
using Gateway.Calls;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;
using Gateway.Operations;
using Gateway.Simulator;

namespace Gateway.Simulation;

/// <summary>What must hold after every step, and what must hold when all is over.</summary>
internal sealed class WorldInvariants(SimulatedWorld world)
{
    /// <summary>Alarms that no behaviour of callers, phones or networks may cause.</summary>
    private static readonly string[] Forbidden =
    [
        "call_defect", "acd_defect", "agent_desk_defect", "reconciler_defect", "trunk_monitor_defect", "mailbox_overflow", "call_unaccounted",
        "acd_stalled", "acd_configuration", "acd_unknownqueue", "rtp_ports_exhausted", "recording_failed", "media_trouble", "calls_exhausted",
    ];

    private long _acdTurns;
    private long _passes;
    private long _alarms;

    public void AfterStep()
    {
        var gateway = world.Gateway;
        if (gateway.Acd.Turns != _acdTurns)
        {
            _acdTurns = gateway.Acd.Turns;
            foreach (var broken in gateway.Acd.CheckInvariants())
            {
                world.Break(broken);
            }

            var talking = new HashSet<AgentId>();
            foreach (var call in gateway.Calls.All())
            {
                if (call.Summary is { Phase: CallPhase.Bridged, Agent: { } agent } && !talking.Add(agent))
                {
                    world.Break($"agent {agent} talks with two callers");
                }
            }
        }

        if (gateway.Reconciler.Passes != _passes)
        {
            _passes = gateway.Reconciler.Passes;
            if (gateway.Reconciler.Unaccounted != 0)
            {
                world.Break($"{gateway.Reconciler.Unaccounted} calls are unaccounted: {AlarmsOf("call_unaccounted")}");
            }
        }

        if (world.Alarms.Total != _alarms)
        {
            _alarms = world.Alarms.Total;
            foreach (var alarm in world.Alarms.Snapshot().Where(a => Forbidden.Contains(a.Kind)))
            {
                world.Break($"alarm {alarm.Kind}: {alarm.Text}");
            }
        }
    }

    public void AtTheEnd()
    {
        var gateway = world.Gateway;
        Require(gateway.Calls.Count == 0 && gateway.Calls.Usages == 0, $"{gateway.Calls.Count} actors and {gateway.Calls.Usages} usages are left");
        Require(world.Ports.InUse == 0, $"{world.Ports.InUse} port pairs were not returned");
        Require(world.Recorder.Open == 0, $"{world.Recorder.Open} recordings are open");
        Require(gateway.Sip.Faults + gateway.Acd.Faults + gateway.Agents.Faults == 0, "a loop of the gateway had a turn that threw");
        Require(world.Journal.OpenCalls().Count == 0, "calls are open in the journal");
        Require(world.Journal.Verify() is null, $"the chain is broken: {world.Journal.Verify()}");
        var records = Records();
        Require(records.Count == world.Callers.Count, $"{world.Callers.Count} callers, {records.Count} calls");
        foreach (var caller in world.Callers)
        {
            var own = records.Where(r => r.From.Contains(caller.Telephone, StringComparison.Ordinal)).ToList();
            Require(own.Count == 1, $"caller {caller.Number} has {own.Count} calls");
            CheckCall(caller, own[0]);
        }

        var files = records.Select(r => r.Recording?.Path).OfType<string>().Select(p => Path.Combine(SimulatedWorld.Recordings, p)).ToHashSet();
        Require(world.Files.Paths.All(files.Contains), $"recordings without a record: {string.Join(", ", world.Files.Paths.Where(p => !files.Contains(p)))}");
    }

    /// <summary>The call records, as the journal tells them, in order of arrival.</summary>
    public IReadOnlyList<CallRecord> Records() =>
    [
        .. Events()
            .Where(e => e.Call is not null)
            .GroupBy(e => e.Call!.Value)
            .Select(call =>
            {
                var entries = call.Select(e => e.Read()!).ToList();
                Require(entries.Count(e => e.Payload is CallEnded) == 1, $"call {call.Key} has {entries.Count(e => e.Payload is CallEnded)} endings");
                Require(entries[0].Payload is CallReceived, $"call {call.Key} begins with {entries[0].Payload.GetType().Name}");
                return CallRecordFold.Of(entries)!;
            })
            .OrderBy(r => r.ReceivedAt),
    ];

    public IReadOnlyList<JournalEvent> Events()
    {
        var events = new List<JournalEvent>();
        while (world.Journal.Read(events.Count, 10_000) is { Count: > 0 } page)
        {
            events.AddRange(page);
        }

        return events;
    }

    private void CheckCall(WorldCaller caller, CallRecord record)
    {
        var what = $"caller {caller.Number} ({caller.Result?.StatusCode} {caller.Result?.EndedBy}), call {record.Call} {record.Outcome}, {record.Cause}";
        Require(record.IsClosed && record.Outcome is not null, $"{what}: not closed");
        var fits = caller.Result switch
        {
            null => caller.Vanishes,
            { EndedBy: EndedBy.CallerBeforeAnswer } => record.Outcome!.Value.IsAbandoned(),
            { EndedBy: EndedBy.Caller } => record.Outcome == CallOutcome.Answered || record.Outcome!.Value.IsAbandoned(),
            { EndedBy: EndedBy.Gateway } => record.Outcome == CallOutcome.Answered && record.EndedBy == "agent",
            _ => false,
        };
        Require(fits, $"{what}: the outcome does not fit");
        Require(record.Outcome != CallOutcome.Answered || record.ConnectedAfter is not null, $"{what}: answered and never connected");
        Require(caller.Result?.WasAnswered != true || record.AnsweredAfter is not null, $"{what}: the caller got 200, the record does not know");
        if (record.Recording is { } recording)
        {
            var bytes = world.Files[Path.Combine(SimulatedWorld.Recordings, recording.Path)];
            Require(Convert.ToHexStringLower(SHA256.HashData(bytes)) == recording.Sha256, $"{what}: the recording's hash is wrong");
            var missing = record.EndedAfter!.Value - TimeSpan.FromMilliseconds(recording.DurationMs);
            Require(missing.Duration() < TimeSpan.FromMilliseconds(300), $"{what}: the recording is {missing} shorter than the call");
        }
        else
        {
            Require(record.AnsweredAfter is null && record.EarlyMediaAfter is null, $"{what}: no recording, {string.Join(", ", record.RecordingTrouble)}");
        }
    }

    private string AlarmsOf(string kind) => string.Join("; ", world.Alarms.Snapshot().Where(a => a.Kind == kind).Select(a => a.Text));

    private void Require(bool holds, string what)
    {
        if (!holds)
        {
            world.Break(what);
        }
    }
}
