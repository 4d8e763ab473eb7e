using Gateway.Acd;
using Gateway.Calls;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;
using Gateway.Configuration;
using Gateway.Loops;
using Gateway.Media.Recording;
using Gateway.Operations;
using Gateway.Recordings;
using Gateway.Storage.Journal;
using Gateway.Storage.Records;
using Gateway.Tests.Configuration;

namespace Gateway.Tests.Recordings;

/// <summary>What the sweep erases and what it leaves, with real records and recordings in memory.</summary>
public sealed class RecordingSweepTests : IDisposable
{
    private const string Root = "/srv/recordings";
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 3, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-sweep-").FullName;
    private readonly InMemoryJournal _journal = new("test", () => new byte[16]);
    private readonly SeededScheduler _scheduler = new(1, Now);
    private readonly MemoryRecordingFiles _files = new();
    private readonly TestFolder _configuration = new();
    private readonly List<string> _erased = [];
    private readonly SqliteRecords _records;
    private readonly LegalHolds _holds;
    private readonly AlarmBoard _alarms;
    private GatewayConfiguration _options;
    private long _free = long.MaxValue;

    public RecordingSweepTests()
    {
        _records = new SqliteRecords(Path.Combine(_folder, "records.db"), _journal, TimeProvider.System, _ => { });
        _holds = new LegalHolds(_records, _journal, _scheduler.Time);
        _alarms = new AlarmBoard(_scheduler.Time);
        _options = _configuration.Good();
    }

    public void Dispose()
    {
        _records.Dispose();
        _configuration.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void What_is_configured_nowhere_erases_nothing()
    {
        Record("OLD", daysAgo: 10_000);
        (_options, _free) = (_configuration.Good(), 0);
        Assert.False(Sweep().Pass());
        Assert.Single(_files.Paths);
        Assert.Empty(_erased);
    }

    [Fact]
    public void After_its_time_a_recording_goes_with_an_event_and_the_record_says_so_and_keeps_the_hash()
    {
        Keep("30d");
        Record("OLD1", daysAgo: 31);
        Record("NEW1", daysAgo: 29);
        var sweep = Sweep();
        Assert.False(sweep.Pass());
        Assert.False(sweep.Pass());
        Assert.Equal([Root + "/d/NEW1.wav"], _files.Paths);
        Assert.Equal([new RecordingErased("d/OLD1.wav", "retention")], Events().OfType<RecordingErased>());
        Assert.Equal(["retention"], _erased);
        var record = Find("OLD1");
        Assert.Equal(("d/OLD1.wav", "retention"), record.Erasures.Select(e => (e.Path, e.Reason)).Single());
        Assert.Equal(new string('a', 64), record.Recording!.Sha256);
        Assert.Empty(record.KeptRecordings);
        Assert.Equal(["d/NEW1.wav"], Find("NEW1").KeptRecordings);
    }

    [Fact]
    public void All_parts_of_an_interrupted_call_and_its_callbacks_go_together()
    {
        Keep("30d");
        Record("OLD1", daysAgo: 31, "d/OLD1.wav", "d/OLD1.2.wav.sealed");
        Append("OLD1", 31, new CallbackAttempted("k", "ani", "reached", true, Recording: "d/CB.wav"));
        Create("d/CB.wav");
        Sweep().Pass();
        Assert.Empty(_files.Paths);
        Assert.Equal(3, Find("OLD1").Erasures.Count);
    }

    [Fact]
    public void A_call_in_progress_is_left_alone_however_long_it_lasts()
    {
        Keep("30d");
        Append("OPEN", 40, Received);
        Append("OPEN", 40, new CallRouted("71.71", "71.71/darurat", "area"));
        Append("OPEN", 39, Committed("d/OPEN.wav"));
        Create("d/OPEN.wav");
        Sweep().Pass();
        Assert.Single(_files.Paths);
    }

    [Fact]
    public void A_legal_hold_keeps_it_from_that_moment_on_until_it_is_lifted()
    {
        Keep("30d");
        Record("OLD1", daysAgo: 31);
        Follow();
        Assert.True(_holds.Change(new CallId("OLD1"), true, "case 112/2026", "ani"));
        Assert.False(_holds.Change(new CallId("OLD1"), true, "again", "ani"));
        Assert.Null(_holds.Change(new CallId("NONE"), true, "x", "ani"));
        Sweep().Pass();
        Assert.Single(_files.Paths);
        Assert.Equal(("ani", "case 112/2026"), (Find("OLD1").Hold!.By, Find("OLD1").Hold!.Reason));

        // Another run knows it from the records.
        Assert.True(new LegalHolds(_records, _journal, _scheduler.Time).Holds(Find("OLD1")));
        Assert.True(_holds.Change(new CallId("OLD1"), false, "case closed", "budi"));
        Sweep().Pass();
        Assert.Empty(_files.Paths);
    }

    [Fact]
    public void Records_that_are_behind_or_a_folder_that_is_not_there_erase_nothing()
    {
        Keep("30d");
        Record("OLD1", daysAgo: 31);
        Assert.False(Sweep(settled: () => false).Pass());
        Assert.Single(_files.Paths);
        Assert.False(Sweep(files: new DiskRecordingFiles(), root: Path.Combine(_folder, "not-mounted")).Pass());
        Assert.Empty(Events().OfType<RecordingErased>());
    }

    [Fact]
    public void A_file_that_is_gone_already_is_told_once_as_missing()
    {
        Keep("30d");
        Record("OLD1", daysAgo: 31);
        _files.Delete(Root + "/d/OLD1.wav");
        var sweep = Sweep();
        sweep.Pass();
        sweep.Pass();
        Assert.Equal([new RecordingErased("d/OLD1.wav", "retention", true)], Events().OfType<RecordingErased>());
    }

    [Fact]
    public void A_disk_that_does_not_let_go_is_tried_again()
    {
        Keep("30d");
        Record("OLD1", daysAgo: 31);
        _files.Failure = "Read-only file system";
        Assert.Throws<IOException>(() => Sweep().Pass());
        Assert.Empty(Events().OfType<RecordingErased>());
        _files.Failure = null;
        Sweep().Pass();
        Assert.Empty(_files.Paths);
    }

    [Fact]
    public void A_path_that_leads_out_of_the_folder_is_not_followed()
    {
        Keep("30d");
        Record("OLD1", daysAgo: 31, "../../etc/passwd");
        Sweep().Pass();
        Assert.Single(_files.Paths);
    }

    [Fact]
    public void A_pass_is_bounded_and_says_that_there_is_more()
    {
        Keep("30d");
        for (var i = 0; i < RecordingSweep.MostCalls + 20; i++)
        {
            Record($"C{i:0000}", daysAgo: 100);
        }

        var sweep = Sweep();
        Assert.True(sweep.Pass());
        Assert.Equal(20, _files.Paths.Count);
        Assert.False(sweep.Pass());
        Assert.Empty(_files.Paths);
    }

    [Fact]
    public void On_a_full_disk_the_oldest_go_one_by_one_until_there_is_room_but_none_below_the_floor_or_under_a_hold()
    {
        _options = _options with { Recordings = _options.Recordings with { DeleteOldestAfter = TimeSpan.FromDays(30) } };
        foreach (var (call, days) in new[] { ("HELD", 90), ("C80", 80), ("C70", 70), ("C60", 60), ("C10", 10) })
        {
            Record(call, days);
        }

        Follow();
        _holds.Change(new CallId("HELD"), true, "case", "ani");
        var room = _options.Storage.AlarmBelowFree;
        _free = room;
        Assert.False(Sweep().Pass());
        Assert.Equal(5, _files.Paths.Count);

        _free = room - 150;
        Sweep(freed: 100).Pass();
        Assert.Equal(["C10", "C60", "HELD"], _files.Paths.Select(p => Path.GetFileNameWithoutExtension(p)));
        Assert.Equal(["disk_full", "disk_full"], _erased);
        Assert.Contains(_alarms.Snapshot(), a => a.Kind == "recordings_erased_for_room");

        _free = 0;
        Sweep().Pass();
        Sweep().Pass();
        Assert.Equal(["C10", "HELD"], _files.Paths.Select(p => Path.GetFileNameWithoutExtension(p)));
        Assert.Contains(_alarms.Snapshot(), a => a.Kind == "disk_full_nothing_to_erase");
    }

    [Fact]
    public void What_goes_by_age_is_not_erased_again_for_room_in_the_same_pass()
    {
        Keep("30d");
        _options = _options with { Recordings = _options.Recordings with { DeleteOldestAfter = TimeSpan.FromDays(20) } };
        Record("C31", daysAgo: 31);
        Record("C25", daysAgo: 25);
        _free = 0;
        Sweep().Pass();
        Assert.Empty(_files.Paths);
        Assert.Equal(
            [new RecordingErased("d/C31.wav", "retention"), new RecordingErased("d/C25.wav", "disk_full")], Events().OfType<RecordingErased>());
    }

    private static readonly CallReceived Received = new(
        "I1", "t1", "a@b", "sip:1@x", null, "+62811", true, null, false, null, "sip:112@x", "112", null, "192.0.2.1:5060", null,
        AnswerMode.Immediately, true);

    private static RecordingCommitted Committed(string path) => new(path, new string('a', 64), 1000, 32_044, false);

    private RecordingSweep Sweep(Func<bool>? settled = null, IRecordingFiles? files = null, string root = Root, long freed = 0) => new(
        _records, _journal, files ?? _files, _holds, root, () => _options, settled ?? Follow, () => _free, _alarms, _scheduler.Time, reason =>
        {
            _erased.Add(reason);
            _free += freed;
        });

    private void Keep(string time)
    {
        _configuration.Write("centres.json", TestFolder.Centres.Replace(
            "\"queues\"", $"\"recording\": {{ \"keepFor\": \"{time}\" }}, \"queues\"", StringComparison.Ordinal));
        _options = _configuration.Good();
    }

    private void Record(string call, int daysAgo, params string[] paths)
    {
        paths = paths.Length > 0 ? paths : [$"d/{call}.wav"];
        Append(call, daysAgo, Received);
        Append(call, daysAgo, new CallRouted("71.71", "71.71/darurat", "area"));
        foreach (var path in paths)
        {
            Create(path);
            Append(call, daysAgo, Committed(path));
        }

        Append(call, daysAgo, new CallEnded(CallOutcome.AbandonedWaiting, "x"));
    }

    private void Create(string path)
    {
        using var file = _files.Create($"{Root}/{path}");
        file.Write(0, [1, 2, 3]);
    }

    private void Append(string call, int daysAgo, JournalPayload payload) =>
        _journal.Append([new JournalEntry(new CallId(call), Now - TimeSpan.FromDays(daysAgo), TimeSpan.Zero, payload)]);

    private bool Follow() => _records.WaitFor(_journal.Head.Number, TimeSpan.FromSeconds(10));

    private CallRecord Find(string call)
    {
        Assert.True(Follow());
        return _records.Find(new CallId(call))!;
    }

    private IEnumerable<JournalPayload> Events() => _journal.Read(0, 1000).Select(e => e.Read()!.Payload);
}
