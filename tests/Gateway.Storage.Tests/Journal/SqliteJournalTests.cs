using System.Collections.Concurrent;
using Dapper;
using Gateway.Calls.Journal;
using Gateway.Storage.Journal;
using Microsoft.Data.Sqlite;

namespace Gateway.Storage.Tests.Journal;

public sealed class SqliteJournalTests : JournalContract
{
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<StorageAlarm> _alarms = [];

    private SqliteJournalOptions Options =>
        new(_folder["journal.db"], "gw1") { AnchorPath = _folder["journal.anchor"], OnAlarm = _alarms.Enqueue };

    protected override IJournal Open() => new SqliteJournal(Options, TimeProvider.System);

    protected override void CleanUp() => _folder.Dispose();

    private SqliteConnection Raw(string? file = null)
    {
        var connection = new SqliteConnection($"Data Source={file ?? _folder["journal.db"]};Pooling=False;Default Timeout=5");
        connection.Open();
        return connection;
    }

    private void Until(Func<bool> condition)
    {
        Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(30)), $"not in time; alarms: {string.Join("; ", _alarms)}");
    }

    [Fact]
    public void A_second_run_goes_on_with_the_same_chain()
    {
        using (var first = Open())
        {
            AppendAndWait(first, Calls.Answered("C1"));
        }

        using var second = Open();
        Assert.Equal(7, second.Head.Number);
        AppendAndWait(second, Calls.Received("C2"));
        Assert.Equal(8, second.Head.Number);
        Assert.Null(second.Verify());
        Assert.Equal(["C2"], second.OpenCalls().Select(c => c.Value));
        Assert.Empty(_alarms);
    }

    [Fact]
    public void Committed_events_survive_a_process_that_ends_without_closing_anything()
    {
        // The files as they are on the disk after each commit, taken while the journal is open: what kill -9 leaves behind.
        using var journal = Open();
        AppendAndWait(journal, Calls.Answered("C1"));
        AppendAndWait(journal, Calls.Received("C2"));
        Directory.CreateDirectory(_folder["crashed"]);
        foreach (var suffix in new[] { "", "-wal" })
        {
            File.Copy(_folder["journal.db"] + suffix, _folder["crashed/journal.db"] + suffix);
        }

        using var after = new SqliteJournal(new SqliteJournalOptions(_folder["crashed/journal.db"], "gw1"), TimeProvider.System);
        Assert.Equal(journal.Head.Number, after.Head.Number);
        Assert.Equal(journal.Head.Hash.ToArray(), after.Head.Hash.ToArray());
        Assert.Null(after.Verify());
        Assert.Equal(["C2"], after.OpenCalls().Select(c => c.Value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(4096)]
    public void A_torn_last_page_costs_the_last_commit_only_and_the_anchor_shows_it(int torn)
    {
        JournalHead anchored;
        using (var journal = Open())
        {
            AppendAndWait(journal, Calls.Answered("C1"));
            AppendAndWait(journal, Calls.Received("C2"));
            anchored = journal.Head;
            Directory.CreateDirectory(_folder["crashed"]);
            File.Copy(_folder["journal.db"], _folder["crashed/journal.db"]);
            File.Copy(_folder["journal.db-wal"], _folder["crashed/journal.db-wal"]);
        }

        using (var wal = new FileStream(_folder["crashed/journal.db-wal"], FileMode.Open))
        {
            wal.SetLength(wal.Length - torn);
        }

        JournalAnchor.Write(_folder["crashed/journal.anchor"], anchored, Calls.Start);
        var options = Options with { Path = _folder["crashed/journal.db"], AnchorPath = _folder["crashed/journal.anchor"] };
        using var after = new SqliteJournal(options, TimeProvider.System);
        Assert.Equal(7, after.Head.Number);
        Assert.Null(after.Verify());
        Assert.Contains("tail is missing", after.Verify(anchored)!, StringComparison.Ordinal);
        Assert.Contains(_alarms, a => a is { Kind: StorageAlarms.JournalTailMissing, Raised: true });
    }

    [Fact]
    public void A_changed_row_and_a_deleted_tail_are_found()
    {
        using (var journal = Open())
        {
            AppendAndWait(journal, Calls.Answered("C1"));
        }

        using (var raw = Raw())
        {
            raw.Execute("UPDATE event SET payload = CAST(replace(CAST(payload AS TEXT), 'darurat', 'Darurat') AS BLOB) WHERE number = 3");
            raw.Execute("DELETE FROM event WHERE number = 7");
        }

        using var after = Open();
        Assert.Equal("event 3: the payload was changed", after.Verify());
        var alarm = Assert.Single(_alarms, a => a.Kind == StorageAlarms.JournalTailMissing);
        Assert.Contains("ends at event 6", alarm.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disk_that_fails_keeps_events_waiting_and_loses_none_that_fit()
    {
        using var journal = Open();
        AppendAndWait(journal, Calls.Received("C0"));
        using var done = new CountdownEvent(20);
        using (var raw = Raw())
        {
            // A writer that holds the file is the nearest thing to a hanging disk: every commit fails with SQLITE_BUSY.
            using var transaction = raw.BeginTransaction();
            for (var i = 1; i <= 20; i++)
            {
                journal.Append(Calls.Received($"C{i}"), durable => Assert.True(durable && done.Signal() | true));
            }

            Until(() => journal.Statistics.Failing);
            Assert.Equal(1, journal.Head.Number);
            Assert.Equal(20, journal.Statistics.Backlog);
        }

        Assert.True(done.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Equal(21, journal.Head.Number);
        Assert.Null(journal.Verify());
        Until(() => _alarms.Any(a => a is { Kind: StorageAlarms.JournalFailing, Raised: false }));
        Assert.False(journal.Statistics.Failing);
        Assert.Equal(0, journal.Statistics.Lost);
    }

    [Fact]
    public void What_does_not_fit_into_the_backlog_becomes_a_gap_with_its_count_where_it_would_have_stood()
    {
        using var journal = new SqliteJournal(Options with { Backlog = 10 }, TimeProvider.System);
        var lost = 0;
        using (var raw = Raw())
        {
            using var transaction = raw.BeginTransaction();
            journal.Append(Calls.Received("C1"));
            Until(() => journal.Statistics.Failing);
            for (var i = 2; i <= 25; i++)
            {
                journal.Append(Calls.Received($"C{i}", at: i), durable => lost += durable ? 0 : 1);
            }

            Assert.Equal(15, lost);
        }

        Until(() => journal.Head.Number == 11);
        Assert.True(AppendAndWait(journal, Calls.Received("after")));
        var read = journal.Read(0, 100);
        Assert.Equal(12, read.Count);
        var gap = Assert.IsType<JournalGap>(read[10].Read()!.Payload);
        Assert.Equal((15, Calls.Start.AddSeconds(11), Calls.Start.AddSeconds(25)), (gap.Lost, gap.From, gap.To));
        Assert.Equal(15, journal.Statistics.Lost);
        Assert.Null(journal.Verify());
        Assert.Single(_alarms, a => a is { Kind: StorageAlarms.JournalGap, Raised: true });
    }

    [Fact]
    public void Disposing_while_the_disk_fails_ends_and_says_what_was_not_written()
    {
        var journal = Open();
        using var raw = Raw();
        using var transaction = raw.BeginTransaction();
        bool? durable = null;
        journal.Append(Calls.Received("C1"), d => durable = d);
        journal.Dispose();
        Assert.False(durable);
    }

    [Fact]
    public void A_damaged_file_is_moved_aside_and_calls_are_taken_all_the_same()
    {
        File.WriteAllText(_folder["journal.db"], new string('x', 8192));
        using var journal = Open();
        AppendAndWait(journal, Calls.Received("C1"));
        Assert.Equal(1, journal.Head.Number);
        Assert.Contains(_alarms, a => a.Kind == StorageAlarms.JournalReplaced);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(_folder["journal.db"])!, "journal.db.damaged-*"));
    }

    [Fact]
    public void A_file_of_another_node_is_refused_with_the_remedy()
    {
        using (var journal = Open())
        {
            AppendAndWait(journal, Calls.Received("C1"));
        }

        var fault = Assert.Throws<InvalidOperationException>(() => new SqliteJournal(Options with { Node = "gw2" }, TimeProvider.System));
        Assert.Contains("gw1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Erased_text_is_nowhere_in_the_files()
    {
        using (var journal = Open())
        {
            AppendAndWait(journal, Calls.Received("C1", number: "+6281999888777"));
            journal.Erase(new("C1"));
        }

        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(_folder["journal.db"])!))
        {
            Assert.DoesNotContain("81999888777", System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_head_is_anchored_at_closing_and_found_again()
    {
        JournalHead head;
        using (var journal = Open())
        {
            AppendAndWait(journal, Calls.Answered("C1"));
            head = journal.Head;
        }

        var anchor = JournalAnchor.Read(_folder["journal.anchor"])!;
        Assert.Equal((head.Node, head.Number), (anchor.Node, anchor.Number));
        Assert.Equal(head.Hash.ToArray(), anchor.Hash.ToArray());
        Assert.Null(JournalAnchor.Read(_folder["nothing"]));
    }

    [Fact]
    public void Commit_latency_of_single_events_and_of_a_burst_is_measured()
    {
        using var journal = Open();
        List<double> single = [];
        for (var i = 0; i < 200; i++)
        {
            var started = TimeProvider.System.GetTimestamp();
            AppendAndWait(journal, Calls.Received($"S{i}"));
            single.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
        }

        var before = journal.Statistics;
        var burst = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 5000; i++)
        {
            journal.Append(Calls.Received($"B{i}"));
        }

        AppendAndWait(journal, Calls.Received("last"));
        var took = TimeProvider.System.GetElapsedTime(burst);
        single.Sort();
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"append to durable, one event: p50 {single[100]:F2} ms, p99 {single[197]:F2} ms, max {single[^1]:F2} ms; "
            + $"burst of 5001: {took.TotalMilliseconds:F0} ms in {journal.Statistics.Commits - before.Commits} commits, "
            + $"{5001 / took.TotalSeconds:F0} events/s");
        Assert.Equal(5201, journal.Head.Number);
    }
}
