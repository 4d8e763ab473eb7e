using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;
using Gateway.Media.Recording;
using Gateway.Operations;
using Gateway.Sip;

namespace Gateway.Recovery;

/// <summary>
/// What a start owes to the calls that the run before left open: their recordings are salvaged, each gets its one ending in the journal
/// (and so its place in the callback list), and both legs get BYE.
/// </summary>
internal static class RestartRecovery
{
    /// <summary>Requests whose journalling was cut off may have used the next numbers.</summary>
    private const uint CSeqAdvance = 1000;

    /// <summary>Reads the journal's open calls. Before the SIP stack starts.</summary>
    public static IReadOnlyList<OpenCall> Find(IJournal journal) =>
        [.. journal.OpenCalls().Select(call => OpenCall.Of(journal.ReadCall(call).Select(e => e.Read()).OfType<JournalEntry>())).OfType<OpenCall>()];

    /// <summary>Salvages recordings and closes the calls in the journal.</summary>
    /// <param name="salvaged">What <see cref="RecordingSalvage"/> found; files are named by call.</param>
    public static void Close(
        IJournal journal, IReadOnlyList<OpenCall> calls, IReadOnlyList<SalvagedRecording> salvaged, string? recordings, AlarmBoard alarms, DateTimeOffset now)
    {
        var byCall = salvaged.ToLookup(s => new CallId(Path.GetFileNameWithoutExtension(s.Path)));
        foreach (var open in calls)
        {
            var call = open.Record.Call;
            var entries = new List<JournalEntry>();
            DateTimeOffset? aliveUntil = null;
            foreach (var recording in byCall[call])
            {
                entries.Add(new JournalEntry(call, now, now - open.Record.ReceivedAt, Payload(recording, recordings)));
                aliveUntil = open.Record.ReceivedAt + recording.Duration;
            }

            entries.Add(open.Close(now, aliveUntil));
            journal.Append(entries);
        }

        if (calls.Count > 0)
        {
            alarms.Raise("calls_lost_at_restart", AlarmSeverity.Critical, $"{calls.Count} calls were open when the run before ended: they are in the callback list");
        }
    }

    private static JournalPayload Payload(SalvagedRecording recording, string? root)
    {
        var path = root is null ? recording.Path : Path.GetRelativePath(root, recording.Path);
        return recording.Sha256 is { } hash
            ? new RecordingCommitted(path, hash, (long)recording.Duration.TotalMilliseconds, recording.Bytes, Salvaged: true)
            : new RecordingFailed($"{path} could not be salvaged: {recording.Error}");
    }

    /// <summary>BYE to every leg that was confirmed. After the SIP stack has started.</summary>
    public static void EndLegs(IReadOnlyList<OpenCall> calls, ISipIds ids, Action<SipCommand> sip)
    {
        foreach (var leg in calls.SelectMany(c => new[] { c.Caller, c.Agent }).OfType<LegConfirmed>())
        {
            if (DialogText.FromJournal(leg, CSeqAdvance) is { } dialog)
            {
                var usage = ids.NewUsage();
                sip(new SipCommand.Adopt(usage, dialog));
                sip(new SipCommand.Bye(usage, "Q.850;cause=41;text=\"The gateway restarted\""));
            }
        }
    }
}
