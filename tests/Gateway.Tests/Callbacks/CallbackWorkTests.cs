using Gateway.Acd;
using Gateway.Callbacks;
using Gateway.Calls;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;
using Gateway.Configuration;
using Gateway.Loops;
using Gateway.Operations;
using Gateway.Storage.Journal;
using Gateway.Storage.Records;

namespace Gateway.Tests.Callbacks;

/// <summary>Acts on the callback list against real records.</summary>
public sealed class CallbackWorkTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 3, 0, 0, TimeSpan.Zero);
    private static readonly CallId Call = new("C1");

    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-callbacks-").FullName;
    private readonly InMemoryJournal _journal = new("test", () => new byte[16]);
    private readonly SeededScheduler _scheduler = new(1, Start);
    private readonly SqliteRecords _records;
    private readonly CallbackWork _work;

    public CallbackWorkTests()
    {
        _records = new SqliteRecords(Path.Combine(_folder, "records.db"), _journal, TimeProvider.System, _ => { });
        _work = new CallbackWork(_records, _journal, () => CallbackOptions.Standard, Time.GetUtcNow);
    }

    [Fact]
    public void Of_two_who_take_an_entry_at_the_same_moment_one_gets_it()
    {
        Lose("C1");
        Assert.Equal(CallbackAct.Done, _work.Claim(Call, "ani"));
        Assert.Equal(CallbackAct.Taken, _work.Claim(Call, "budi"));
        Assert.Equal(CallbackAct.Taken, _work.Attempted(Call, "budi", "reached", settled: true));
        Assert.Equal(CallbackAct.Done, _work.Claim(Call, "ani"));
    }

    [Fact]
    public void A_claim_ends_by_itself_when_given_back_and_after_an_attempt()
    {
        Lose("C1");
        _work.Claim(Call, "ani");
        Pass(TimeSpan.FromMinutes(5));
        Assert.Equal(CallbackAct.Done, _work.Claim(Call, "budi"));
        Assert.Equal(CallbackAct.Done, _work.Release(Call, "budi"));
        Assert.Equal(CallbackAct.Done, _work.Claim(Call, "ani"));
        Assert.Equal(CallbackAct.Done, _work.Attempted(Call, "ani", "no answer", settled: false));
        Assert.Equal(CallbackAct.Done, _work.Claim(Call, "budi"));
    }

    [Fact]
    public void Who_may_call_back_is_the_claimant_or_anybody_while_nobody_claims()
    {
        Lose("C1");
        var entry = Assert.Single(_records.Callbacks(10));
        Assert.False(_work.IsTaken(entry, "budi", "2002"));
        _work.Claim(Call, "ani");
        Assert.True(_work.IsTaken(entry, "budi", "2002"));
        Assert.False(_work.IsTaken(entry, "ani", "2001"));
        Pass(TimeSpan.FromMinutes(5));
        Assert.False(_work.IsTaken(entry, "budi", "2002"));
    }

    [Fact]
    public void A_claim_outlives_a_restart()
    {
        Lose("C1");
        _work.Claim(Call, "ani");
        Follow();
        var again = new CallbackWork(_records, _journal, () => CallbackOptions.Standard, Time.GetUtcNow);
        Assert.Equal(CallbackAct.Taken, again.Claim(Call, "budi"));
    }

    [Fact]
    public void What_is_settled_or_unknown_cannot_be_taken()
    {
        Lose("C1");
        Assert.Equal(CallbackAct.Done, _work.Attempted(Call, "ani", "reached", settled: true));
        Follow();
        Assert.Equal(CallbackAct.Gone, _work.Claim(Call, "budi"));
        Assert.Equal(CallbackAct.Gone, _work.Claim(new CallId("other"), "budi"));
    }

    [Fact]
    public void Pain20_Entries_expire_by_configuration_with_a_journal_event_and_the_figures_say_so()
    {
        Lose("C1");
        Lose("C2", after: 3600, number: "+62899");
        var watch = new CallbackWatch(_work, _records, () => CallbackOptions.Standard, new AlarmBoard(Time), Time);
        Pass(TimeSpan.FromHours(24) + TimeSpan.FromSeconds(31));
        watch.Pass();
        Follow();
        Assert.Equal("+62899", Assert.Single(_records.Callbacks(10)).Key);
        Assert.Equal("+62812", Assert.Single(_journal.Read(0, 100).Select(e => e.Read()!.Payload).OfType<CallbackExpired>()).Key);
        watch.Pass();
        Assert.Equal((1, 1), (watch.Figures!.Entries, watch.Figures.Open));
        Assert.Equal((0, 1), (watch.Figures.Levels[0].Attempted, watch.Figures.Levels[0].Due));
        Assert.Equal(1, _records.CallbackStatistics(Start, Start.AddDays(2), Time.GetUtcNow()).Expired);
    }

    public void Dispose()
    {
        _records.Dispose();
        _journal.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Lose(string call, double after = 0, string number = "+62812")
    {
        var id = new CallId(call);
        var at = Start.AddSeconds(after);
        _journal.Append(
        [
            new JournalEntry(id, at, TimeSpan.Zero, new CallReceived(
                "I", "telkomsel", "sip", "sip:x@y", null, number, true, null, false, null, "urn:service:sos", "112", null, "192.0.2.1:5060", null,
                AnswerMode.Immediately, false)),
            new JournalEntry(id, at.AddSeconds(30), TimeSpan.FromSeconds(30), new CallEnded(CallOutcome.AbandonedWaiting, "caller hung up")),
        ]);
        Follow();
    }

    private TimeProvider Time => _scheduler.Time;

    private void Pass(TimeSpan time) => _scheduler.RunUntil(Time.GetUtcNow() - Start + time);

    private void Follow() => Assert.True(_records.WaitFor(_journal.Head.Number, TimeSpan.FromSeconds(30)));
}
