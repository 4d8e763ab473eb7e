using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;
using Gateway.Configuration;
using Gateway.Media.Recording;
using Gateway.Operations;
using Gateway.Storage.Records;

namespace Gateway.Recordings;

/// <summary>
/// Erases recordings that their centre keeps no longer, and, where that is configured, the oldest ones for room on a full disk. Never of a call
/// in progress and never under a legal hold; each with an event in the journal. What is configured nowhere erases nothing. One thread at a time.
/// </summary>
/// <param name="settled">Waits until the records have seen all of the journal; false: they are behind, so nothing is erased now.</param>
/// <param name="freeBytes">Of the disk of the recordings' folder.</param>
/// <param name="erased">Counts, by reason of <see cref="RecordingErased"/>.</param>
internal sealed class RecordingSweep(
    IRecordStore records,
    IJournal journal,
    IRecordingFiles files,
    LegalHolds holds,
    string root,
    Func<GatewayConfiguration> configuration,
    Func<bool> settled,
    Func<long> freeBytes,
    AlarmBoard alarms,
    TimeProvider time,
    Action<string> erased)
{
    /// <summary>Calls of one pass: a pass takes a second or so, and the next one goes on.</summary>
    public const int MostCalls = 200;

    private readonly HashSet<CallId> _thisPass = [];
    private int _uncommitted;

    /// <summary>One pass.</summary>
    /// <returns>True: there is more to do at once.</returns>
    public bool Pass()
    {
        // A disk that is not mounted must not look like recordings that are gone; and what was erased already must not be erased again.
        if (!files.HasFolder(root) || Volatile.Read(ref _uncommitted) > 0 || !settled())
        {
            return false;
        }

        _thisPass.Clear();
        KeyLedger.Note(root, configuration().Recordings.Keys);
        var left = MostCalls;
        foreach (var centre in configuration().Centres.Where(c => c.Recording.KeepFor is not null))
        {
            left -= ByAge(centre, left);
        }

        return left <= 0 || ForRoom(left) >= left;
    }

    private int ByAge(CentreOptions centre, int most)
    {
        if (most <= 0)
        {
            return 0;
        }

        var before = time.GetUtcNow() - centre.Recording.KeepFor!.Value;
        var isDefault = centre.Code == configuration().DefaultCentre;
        var old = records.Erasable(before, centre.Code, orNone: isDefault, most);
        return old.Count(record => Erase(record, RecordingErased.Retention));
    }

    private int ForRoom(int most)
    {
        var policy = configuration().Recordings;
        var least = configuration().Storage.AlarmBelowFree;
        if (policy.DeleteOldestAfter is not { } floor || freeBytes() >= least)
        {
            return 0;
        }

        var count = 0;
        foreach (var record in records.Erasable(time.GetUtcNow() - floor, centre: null, orNone: true, most))
        {
            if (freeBytes() >= least)
            {
                break;
            }

            count += Erase(record, RecordingErased.DiskFull) ? 1 : 0;
        }

        if (count > 0)
        {
            alarms.Raise(
                "recordings_erased_for_room", AlarmSeverity.Critical,
                $"the disk of {root} is full: recordings of the {count} oldest calls, older than {floor.TotalDays:0} days, were erased; make room");
        }
        else
        {
            alarms.Raise(
                "disk_full_nothing_to_erase", AlarmSeverity.Critical,
                $"the disk of {root} is full, and no recording is older than {floor.TotalDays:0} days and free of a legal hold: make room");
        }

        return count;
    }

    /// <summary>The file first, then the event: a crash between them is made good by the next pass.</summary>
    private bool Erase(CallRecord record, string reason)
    {
        if (!record.IsClosed || holds.Holds(record) || !_thisPass.Add(record.Call))
        {
            return false;
        }

        foreach (var path in record.KeptRecordings.ToList())
        {
            // Committed into a folder of an earlier configuration: not ours to delete.
            var full = Path.GetFullPath(path, root);
            var isHere = full.StartsWith(Path.GetFullPath(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
            var was = isHere && files.Delete(full);
            Interlocked.Increment(ref _uncommitted);
            journal.Append(
                [new JournalEntry(record.Call, time.GetUtcNow(), null, new RecordingErased(path, reason, was ? null : true))],
                _ => Interlocked.Decrement(ref _uncommitted));
            erased(reason);
        }

        return true;
    }
}
