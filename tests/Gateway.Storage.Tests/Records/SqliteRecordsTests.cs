using System.Text.Json;
using Dapper;
using Gateway.Acd;
using Gateway.Calls;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;
using Gateway.Calls.Screening;
using Gateway.Storage.Journal;
using Gateway.Storage.Records;
using Microsoft.Data.Sqlite;

namespace Gateway.Storage.Tests.Records;

public sealed class SqliteRecordsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly InMemoryJournal _journal = new("gw1", Salts.Counting());
    private readonly List<StorageAlarm> _alarms = [];

    private SqliteRecords Open(IJournal? journal = null) =>
        new(_folder["records.db"], journal ?? _journal, TimeProvider.System, _alarms.Add);

    private static void Follow(SqliteRecords records, InMemoryJournal journal) =>
        Assert.True(
            records.WaitFor(journal.Head.Number, TimeSpan.FromSeconds(30)),
            $"followed to {records.Followed} of {journal.Head.Number}");

    public void Dispose()
    {
        _journal.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_record_in_the_file_is_the_fold_of_its_events()
    {
        using var records = Open();
        _journal.Append(Calls.Answered("C1"));
        Follow(records, _journal);
        var expected = CallRecordFold.Of(Calls.Answered("C1"))!;
        var found = records.Find(new CallId("C1"))!;
        Assert.NotEmpty(found.Offers);

        // Records compare lists by reference.
        Assert.Equal(JsonSerializer.Serialize(expected), JsonSerializer.Serialize(found));
        Assert.Null(records.Find(new CallId("C9")));
    }

    [Fact]
    public void Records_follow_each_event_though_nobody_waits_for_them()
    {
        using var records = Open();
        for (var call = 0; call < 15; call++)
        {
            // Two commits: the second comes during the pause that follows the first.
            _journal.Append(Calls.Answered($"A{call}"));
            Assert.True(SpinWait.SpinUntil(() => records.Followed == _journal.Head.Number, TimeSpan.FromSeconds(20)), $"stuck at {records.Followed}");
            _journal.Append(Calls.Answered($"B{call}"));
            Assert.True(SpinWait.SpinUntil(() => records.Followed == _journal.Head.Number, TimeSpan.FromSeconds(20)), $"stuck at {records.Followed}");
        }
    }

    [Fact]
    public void Records_are_found_newest_first_with_every_filter_and_page_by_page()
    {
        using var records = Open();
        _journal.Append(Calls.Answered("A1", at: 0, agent: "2001"));
        _journal.Append(Calls.Answered("A2", at: 10, agent: "2002", trunk: "indosat", queue: "71.72/darurat", number: "+62899"));
        _journal.Append(Calls.Abandoned("B1", at: 20));
        _journal.Append(Calls.Received("D1", at: 30));
        Follow(records, _journal);

        string[] Ids(RecordFilter filter) => [.. records.Last(filter).Select(r => r.Call.Value)];
        Assert.Equal(["D1", "B1", "A2", "A1"], Ids(new RecordFilter(10)));
        Assert.Equal(["D1", "B1"], Ids(new RecordFilter(2)));
        Assert.Equal(["A2", "A1"], Ids(new RecordFilter(2, Before: new CallId("B1"))));
        Assert.Empty(Ids(new RecordFilter(2, Before: new CallId("none"))));
        Assert.Equal(["B1", "A2"], Ids(new RecordFilter(10, From: Calls.Start.AddSeconds(10), To: Calls.Start.AddSeconds(30))));
        Assert.Equal(["A2"], Ids(new RecordFilter(10, Agent: new AgentId("2002"))));
        Assert.Equal(["A2"], Ids(new RecordFilter(10, Trunk: "indosat")));
        Assert.Equal(["A2"], Ids(new RecordFilter(10, Queue: new QueueId("71.72/darurat"))));
        Assert.Equal(["A2"], Ids(new RecordFilter(10, Caller: "+62899")));
        Assert.Equal(["A2", "A1"], Ids(new RecordFilter(10, Centre: "71.71")));
        Assert.Equal(["B1"], Ids(new RecordFilter(10, Outcome: CallOutcome.AbandonedWaiting)));
        Assert.Equal(["D1"], Ids(new RecordFilter(10, Closed: false)));
        Assert.Equal(["B1", "A2", "A1"], Ids(new RecordFilter(10, Closed: true)));
        Assert.Throws<ArgumentOutOfRangeException>(() => records.Last(new RecordFilter(0)));
    }

    [Fact]
    public void The_callback_list_merges_redials_and_is_cleared_by_an_answer_or_an_attempt()
    {
        using var records = Open();
        _journal.Append(Calls.Abandoned("B1", number: "+62811"));
        _journal.Append(Calls.Abandoned("B2", at: 60, number: "+62811"));
        _journal.Append(Calls.Abandoned("B3", at: 70, number: "+62822"));
        _journal.Append([Calls.Received("L1", at: 80, number: "+62833"), Calls.Ended("L1", 80, 1, CallOutcome.SystemLost)]);
        _journal.Append(Calls.Abandoned("B4", at: 90, number: null));
        Follow(records, _journal);
        Assert.Equal(["+62833", "+62811", "+62822", "B4"], records.Callbacks(10).Select(c => c.Key));
        Assert.Equal(["B1", "B2"], records.Callbacks(10)[1].Calls.Select(c => c.Value));
        Assert.Equal(["+62833"], records.Callbacks(1).Select(c => c.Key));

        _journal.Append(Calls.Answered("A1", at: 100, number: "+62811").Take(5).ToList());
        _journal.Append(Calls.Of("B3", 70, 200, new CallbackAttempted("+62822", "ani", "no answer", false)));
        _journal.Append(Calls.Of("L1", 80, 200, new CallbackAttempted("+62833", "ani", "reached", true)));
        Follow(records, _journal);
        Assert.Equal([("+62822", 1), ("B4", 0)], records.Callbacks(10).Select(c => (c.Key, c.Attempts)));
    }

    [Fact]
    public void Pain17_The_same_events_read_twice_count_nothing_twice()
    {
        void Check(SqliteRecords records)
        {
            Assert.Equal(
                [("+62822", 1, CallOutcome.AbandonedWaiting)], records.Callbacks(10).Select(c => (c.Key, c.Attempts, c.Worst)));
            var figures = records.CallbackStatistics(Calls.Start, Calls.Start.AddDays(1), Calls.Start.AddHours(1), levels: [TimeSpan.FromMinutes(2)]);
            Assert.Equal((3, 1, 1, 0, 1), (figures.Entries, figures.Redialled, figures.Settled, figures.Expired, figures.Open));
            Assert.Equal((1, 2), (figures.Levels[0].Attempted, figures.Levels[0].Due));
            Assert.Equal(1, records.Statistics(Calls.Start, Calls.Start.AddDays(1)).Answered);
        }

        _journal.Append(Calls.Abandoned("B1", number: "+62811"));
        _journal.Append(Calls.Answered("A1", at: 100, number: "+62811"));
        _journal.Append(Calls.Abandoned("B2", number: "+62822"));
        _journal.Append(Calls.Of("B2", 0, 90, new CallbackAttempted("+62822", "ani", "no answer", false)));
        _journal.Append(Calls.Abandoned("B3", number: "+62833"));
        _journal.Append(Calls.Of("B3", 0, 900, new CallbackAttempted("+62833", "ani", "reached", true)));
        using (var records = Open())
        {
            Follow(records, _journal);
            Check(records);
        }

        // Its place in the journal is forgotten: everything is applied again to what is there.
        using (var raw = new SqliteConnection($"Data Source={_folder["records.db"]};Pooling=False"))
        {
            raw.Execute("DELETE FROM checkpoint");
        }

        using var again = Open();
        Follow(again, _journal);
        Check(again);
    }

    [Fact]
    public void Old_entries_and_labels_that_count_are_found()
    {
        using var records = Open();
        _journal.Append([.. Calls.Abandoned("B1", number: "+62811"), .. Calls.Abandoned("B2", at: 500, number: "+62822"), .. Calls.Answered("A1")]);
        _journal.Append(new JournalEntry(new CallId("A1"), Calls.Start, null, new CallLabelled(CallLabel.Prank, "ani", null, Calls.Start.AddDays(30))));
        Follow(records, _journal);
        Assert.Equal(["+62811"], records.CallbacksBefore(Calls.Start.AddSeconds(400), 10).Select(c => c.Key));
        Assert.Equal(["A1"], records.Last(new RecordFilter(10, LabelledAt: Calls.Start)).Select(r => r.Call.Value));
        Assert.Empty(records.Last(new RecordFilter(10, LabelledAt: Calls.Start.AddDays(30))));
    }

    [Fact]
    public void Figures_come_from_the_records()
    {
        using var records = Open();
        _journal.Append(Calls.Answered("A1", wait: 5));
        _journal.Append(Calls.Answered("A2", wait: 12, queue: "71.72/darurat"));
        _journal.Append(Calls.Abandoned("B1", wait: 18));
        _journal.Append(Calls.Answered("Z1", at: 86_400, wait: 5));
        Follow(records, _journal);
        var (from, to) = (Calls.Start, Calls.Start.AddDays(1));
        Assert.Equal(
            new Dictionary<CallOutcome, int> { [CallOutcome.Answered] = 2, [CallOutcome.AbandonedWaiting] = 1 },
            records.Outcomes(from, to));
        var all = records.Statistics(from, to);
        Assert.Equal((3, 2, 1), (all.Offered, all.Answered, all.Abandoned));
        Assert.Equal([1.0 / 2, 1.0, 1.0], all.Levels.Select(l => l.Sl!.Value));
        Assert.Equal([1.0 / 3, 2.0 / 3, 1.0], all.Levels.Select(l => l.Sl2!.Value));
        Assert.Equal(1, records.Statistics(from, to, new QueueId("71.72/darurat")).Answered);
        Assert.Equal(
            [("71.71/darurat", 2), ("71.72/darurat", 1)],
            records.StatisticsPerQueue(from, to).Select(q => (q.Queue.Value, q.Figures.Offered)));
    }

    [Fact]
    public void An_agents_day_is_cut_at_its_ends()
    {
        using var records = Open();
        void State(double at, AgentState state) =>
            _journal.Append(JournalEntry.OfNode(Calls.Start.AddSeconds(at), new AgentStateChanged("2001", state, AgentStatus.Available)));
        State(-100, AgentState.Waiting);
        State(20, AgentState.InCall);
        State(80, AgentState.WrapUp);
        State(90, AgentState.Waiting);
        State(500, AgentState.InCall);
        Follow(records, _journal);
        var times = records.AgentTimes(new AgentId("2001"), Calls.Start, Calls.Start.AddSeconds(100))!;
        Assert.Equal((30, 60, 10), (times.Wait.TotalSeconds, times.Talk.TotalSeconds, times.WrapUp.TotalSeconds));
        Assert.Null(records.AgentTimes(new AgentId("2009"), Calls.Start, Calls.Start.AddSeconds(100)));
    }

    [Fact]
    public void An_agents_day_knows_breaks_by_reason_dead_time_and_the_time_without_the_service()
    {
        using var records = Open();
        void At(double at, JournalPayload payload) => _journal.Append(JournalEntry.OfNode(Calls.Start.AddSeconds(at), payload));
        At(0, new AgentStatusChanged("2001", AgentStatus.OnBreak, "makan", "declared"));
        At(0, new AgentStateChanged("2001", AgentState.Idle, AgentStatus.OnBreak));
        At(60, new AgentStatusChanged("2001", AgentStatus.Available, null, "declared"));
        At(60, new AgentStateChanged("2001", AgentState.Waiting, AgentStatus.Available));
        At(70, new AgentStateChanged("2001", AgentState.InCall, AgentStatus.Available));
        At(90, new AgentStateChanged("2001", AgentState.WrapUp, AgentStatus.Available));
        At(91, new AgentLegEnded(1, "2001", 1_500, 200));
        At(91, new AgentLegEnded(1, "2002", 9_000, 200));
        At(200, new NodeStarted("1.0.0", 0, Calls.Start.AddSeconds(95)));
        At(201, new AgentStateChanged("2001", AgentState.Waiting, AgentStatus.Available));
        Follow(records, _journal);
        var times = records.AgentTimes(new AgentId("2001"), Calls.Start, Calls.Start.AddSeconds(300))!;
        Assert.Equal([("makan", 60.0)], times.Pauses.Select(p => (p.Key, p.Value.TotalSeconds)));
        Assert.Equal(
            (1, 20, 5, 1.5, 109),
            (times.Handled, times.Talk.TotalSeconds, times.WrapUp.TotalSeconds, times.Dead.TotalSeconds, times.Wait.TotalSeconds));
        Assert.Equal(TimeSpan.FromSeconds(5), records.AgentTimes(new AgentId("2001"), Calls.Start.AddSeconds(90), Calls.Start.AddSeconds(199))!.WrapUp);
    }

    [Fact]
    public void A_restart_goes_on_at_the_checkpoint_also_in_the_middle_of_a_call()
    {
        var call = Calls.Answered("C1");
        using (var first = Open())
        {
            _journal.Append(call.Take(4).ToList());
            Follow(first, _journal);
        }

        _journal.Append(call.Skip(4).ToList());
        using var second = Open();
        Follow(second, _journal);
        Assert.Equal(CallOutcome.Answered, second.Find(new CallId("C1"))!.Outcome);
        Assert.Equal(TimeSpan.FromSeconds(60), second.Find(new CallId("C1"))!.TalkTime);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("damaged")]
    [InlineData("other release")]
    public void A_file_that_is_no_good_is_made_again_from_the_journal(string trouble)
    {
        _journal.Append(Calls.Answered("C1"));
        _journal.Append(Calls.Abandoned("C2", number: "+62855"));
        using (var first = Open())
        {
            Follow(first, _journal);
        }

        switch (trouble)
        {
            case "missing":
                File.Delete(_folder["records.db"]);
                break;
            case "damaged":
                File.WriteAllText(_folder["records.db"], new string('x', 4096));
                break;
            default:
                using (var raw = new SqliteConnection($"Data Source={_folder["records.db"]};Pooling=False"))
                {
                    raw.Execute("PRAGMA user_version = 999; UPDATE call_record SET document = '{\"old\":1}'");
                }

                break;
        }

        using var second = Open();
        Follow(second, _journal);
        Assert.Equal(["C2", "C1"], second.Last(new RecordFilter(10)).Select(r => r.Call.Value));
        Assert.Equal("+62855", Assert.Single(second.Callbacks(10)).Key);
    }

    [Fact]
    public void Another_journal_is_followed_from_its_beginning_and_the_old_records_stay()
    {
        _journal.Append(Calls.Answered("C1"));
        using (var first = Open())
        {
            Follow(first, _journal);
        }

        using var fresh = new InMemoryJournal("gw1", Salts.Counting());
        fresh.Append(Calls.Abandoned("C2", at: 5));
        using var second = Open(fresh);
        Follow(second, fresh);
        Assert.Equal(["C2", "C1"], second.Last(new RecordFilter(10)).Select(r => r.Call.Value));
    }

    [Fact]
    public void An_erased_call_leaves_records_and_callbacks_and_does_not_come_back()
    {
        using (var records = Open())
        {
            _journal.Append(Calls.Abandoned("B1", number: "+62811"));
            _journal.Append(Calls.Abandoned("B2", at: 5, number: "+62811"));
            Follow(records, _journal);
            _journal.Erase(new CallId("B1"));
            records.Erase(new CallId("B1"));
            Assert.Null(records.Find(new CallId("B1")));
            Assert.Equal(["B2"], Assert.Single(records.Callbacks(10)).Calls.Select(c => c.Value));
        }

        File.Delete(_folder["records.db"]);
        using var again = Open();
        Follow(again, _journal);
        Assert.Equal(["B2"], again.Last(new RecordFilter(10)).Select(r => r.Call.Value));
    }

    [Fact]
    public void A_label_joins_the_record_of_an_ended_call_and_none_that_was_erased()
    {
        using var records = Open();
        _journal.Append([.. Calls.Answered("C1"), .. Calls.Answered("C2")]);
        Follow(records, _journal);
        _journal.Erase(new CallId("C2"));
        records.Erase(new CallId("C2"));
        foreach (var call in new[] { "C1", "C2" })
        {
            _journal.Append(new JournalEntry(
                new CallId(call), Calls.Start.AddHours(1), null, new CallLabelled(CallLabel.Prank, "ani", null, Calls.Start.AddDays(30))));
        }

        Follow(records, _journal);
        Assert.Equal(CallLabel.Prank, records.Find(new CallId("C1"))!.Label!.Label);
        Assert.Equal(CallOutcome.Answered, records.Find(new CallId("C1"))!.Outcome);
        Assert.Null(records.Find(new CallId("C2")));
    }

    [Fact]
    public void A_locked_file_delays_the_records_and_raises_an_alarm()
    {
        using var records = Open();
        _journal.Append(Calls.Answered("C1"));
        Follow(records, _journal);
        using (var raw = new SqliteConnection($"Data Source={_folder["records.db"]};Pooling=False"))
        {
            raw.Open();
            using var transaction = raw.BeginTransaction();
            _journal.Append(Calls.Answered("C2"));
            Assert.True(SpinWait.SpinUntil(() => _alarms.Count > 0, TimeSpan.FromSeconds(30)));
            Assert.Null(records.Find(new CallId("C2")));
        }

        Follow(records, _journal);
        Assert.NotNull(records.Find(new CallId("C2")));
    }

    [Fact]
    public void The_whole_way_from_a_journal_on_disk_to_a_record()
    {
        using var journal = new SqliteJournal(new SqliteJournalOptions(_folder["journal.db"], "gw1"), TimeProvider.System);
        using var records = Open(journal);
        for (var i = 0; i < 300; i++)
        {
            journal.Append(Calls.Answered($"C{i:000}", at: i, number: $"+62{i}"));
        }

        Assert.True(records.WaitFor(2100, TimeSpan.FromSeconds(30)), $"followed to {records.Followed}");
        Assert.Equal(300, records.Outcomes(Calls.Start, Calls.Start.AddDays(1))[CallOutcome.Answered]);
    }
}
