using Gateway.CallControl;
using Gateway.Calls;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;
using Gateway.Legs;
using Gateway.Media.Recording;
using Gateway.Operations;
using Gateway.Sip;
using Gateway.Sip.Dialogs;

namespace Gateway.Recovery;

/// <summary>
/// What a start owes to the calls that the run before left open. Callers whose dialog is known are taken up again by re-INVITE; the others get
/// their one ending in the journal, and so their place in the callback list. Recordings are salvaged, agents' legs get BYE.
/// In this order: <see cref="WriteDown"/>, <see cref="Adopt"/>, the stack's start, <see cref="TakeUp"/>.
/// </summary>
internal sealed class RestartRecovery
{
    /// <summary>CSeq numbers, and versions of our session description, whose journalling was cut off may have been the next ones.</summary>
    private const uint Unknown = 1000;

    private readonly IJournal _journal;
    private readonly string? _recordings;
    private readonly AlarmBoard _alarms;
    private readonly List<Kept> _kept = [];
    private readonly List<OpenCall> _closed = [];

    /// <param name="recordings">Their folder, or null.</param>
    public RestartRecovery(IJournal journal, string? recordings, AlarmBoard alarms)
    {
        _journal = journal;
        _recordings = recordings;
        _alarms = alarms;
        Open = [.. journal.OpenCalls().Select(call => OpenCall.Of(journal.ReadCall(call).Select(e => e.TryRead()).OfType<JournalEntry>())).OfType<OpenCall>()];
    }

    /// <summary>The calls that the run before left open, oldest first.</summary>
    public IReadOnlyList<OpenCall> Open { get; }

    /// <summary>So long at most the agents of before wait for their callers to answer the re-INVITE: who comes first is rank, not chance.</summary>
    public static readonly TimeSpan OffersWait = TimeSpan.FromSeconds(2);

    /// <summary>Every caller who is kept is in a queue again, or gone.</summary>
    public bool IsSettled(CallTable calls) => _kept.TrueForAll(k => calls.PhaseOf(k.Open.Record.Call) != CallPhase.Admitting);

    /// <summary>How far CSeq and version go on: each restart since the dialog was written down may have used numbers of its own.</summary>
    public static uint Advance(OpenCall open) => Unknown * (uint)(1 + open.InterruptionsSince);

    /// <summary>Tells the journal of every open call's salvaged recording, and that it was interrupted or is over.</summary>
    /// <param name="salvaged">What <see cref="RecordingSalvage"/> found; files are named by call.</param>
    /// <param name="whole">A recording that is whole under its final name, or null.</param>
    public void WriteDown(IReadOnlyList<SalvagedRecording> salvaged, Func<string, SalvagedRecording?> whole, DateTimeOffset now)
    {
        var byCall = salvaged.ToLookup(s => CallRecordings.CallOf(s.Path));
        foreach (var open in Open)
        {
            var call = open.Record.Call;
            var entries = new List<JournalEntry>();
            DateTimeOffset? aliveUntil = null;
            foreach (var recording in byCall[call].Concat(byCall.Contains(call) ? [] : Unclaimed(open, whole)))
            {
                entries.AddRange(Payloads(recording).Select(p => new JournalEntry(call, now, now - open.Record.ReceivedAt, p)));
                aliveUntil = open.RecordingSince + recording.Duration;
            }

            if (open.CanBeResumed && DialogText.FromJournal(open.Caller!, Advance(open)) is { } dialog)
            {
                var interrupted = open.Interrupt(now, aliveUntil);
                entries.Add(interrupted);
                _kept.Add(new Kept(open, dialog, open.Record.ReceivedAt + interrupted.Elapsed!.Value));
            }
            else
            {
                entries.Add(open.Close(now, aliveUntil));
                _closed.Add(open);
            }

            _journal.Append(entries);
        }

        WriteDownLate(salvaged, now);
        if (_kept.Count > 0)
        {
            _alarms.Raise("calls_interrupted", AlarmSeverity.Warning, $"{_kept.Count} calls were open when the run before ended: their callers are taken up again");
        }

        if (_closed.Count > 0)
        {
            _alarms.Raise(
                "calls_lost_at_restart", AlarmSeverity.Critical, $"{_closed.Count} calls that nobody had answered yet were lost with the run before: they are in the callback list");
        }
    }

    /// <summary>Recordings of calls that had ended: the disk had not let go of them in time.</summary>
    private void WriteDownLate(IReadOnlyList<SalvagedRecording> salvaged, DateTimeOffset now)
    {
        var open = Open.Select(o => o.Record.Call).ToHashSet();
        foreach (var late in salvaged.Where(s => s.Sha256 is not null && !open.Contains(CallRecordings.CallOf(s.Path))))
        {
            var call = CallRecordings.CallOf(late.Path);
            _journal.Append([.. Payloads(late).Select(p => new JournalEntry(call, now, null, p))]);
        }

        var failed = salvaged.Where(s => s.Sha256 is null).ToList();
        if (failed.Count > 0)
        {
            _alarms.Raise(
                "recording_not_salvaged", AlarmSeverity.Critical,
                $"{failed.Count} recordings that the run before left open could not be made whole, and stay as they are; the first, {failed[0].Path}: {failed[0].Error}");
        }
    }

    /// <summary>The dialogs of callers who are kept are the stack's again, each with an actor. Before the stack starts.</summary>
    public void Adopt(ISipIds ids, Action<SipCommand> sip, Action<CallActorInput.Resume> resume)
    {
        foreach (var (open, dialog, interruptedAt) in _kept)
        {
            var usage = ids.NewUsage();
            sip(new SipCommand.Adopt(usage, dialog));
            resume(new CallActorInput.Resume(open, usage, interruptedAt));
        }
    }

    /// <summary>Re-INVITE to the callers who are kept, BYE to every other leg. After the stack has started.</summary>
    public void TakeUp(CallTable calls, ISipIds ids, Action<SipCommand> sip)
    {
        foreach (var kept in _kept)
        {
            calls.Post(kept.Open.Record.Call, new CallActorInput.TakeUp());
        }

        foreach (var leg in Open.SelectMany(c => c.Agents).Concat(_closed.Select(c => c.Caller).OfType<LegConfirmed>()))
        {
            if (DialogText.FromJournal(leg, Unknown) is { } dialog)
            {
                var usage = ids.NewUsage();
                sip(new SipCommand.Adopt(usage, dialog));
                sip(new SipCommand.Bye(usage, LegReasons.Restarted));
            }
        }
    }

    /// <summary>A recording that was whole when the run before ended, but whose journal entry was not.</summary>
    private IEnumerable<SalvagedRecording> Unclaimed(OpenCall open, Func<string, SalvagedRecording?> whole)
    {
        var record = open.Record;
        if (CallRecordings.Of(record.Call, record.ReceivedAt, _recordings, record.Interruptions + 1) is not { } spec)
        {
            return [];
        }

        var path = Path.Combine(spec.Directory, spec.FileName);
        return whole(path) is { } found && record.Recordings.All(r => r.Path != CallRecordings.Relative(found.Path, _recordings)) ? [found] : [];
    }

    private IEnumerable<JournalPayload> Payloads(SalvagedRecording recording)
    {
        var path = CallRecordings.Relative(recording.Path, _recordings);
        if (recording.Damaged > 0)
        {
            yield return new RecordingFailed($"{recording.Damaged} half seconds of {path} were damaged by the crash and are silence");
        }

        yield return recording.Sha256 is { } hash
            ? new RecordingCommitted(path, hash, (long)recording.Duration.TotalMilliseconds, recording.Bytes, Salvaged: true, RecordingFileEnd.LegOf(recording.Path))
            : new RecordingFailed($"{path} could not be salvaged: {recording.Error}");
    }

    private sealed record Kept(OpenCall Open, DialogSnapshot Dialog, DateTimeOffset InterruptedAt);
}
