using Gateway.Acd;
using Gateway.Calls;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;
using Gateway.Figures;
using Gateway.Loops;
using Gateway.Operations;
using Gateway.Storage.Journal;
using Gateway.Tests.Configuration;

namespace Gateway.Tests.Figures;

/// <summary>The figures since midnight over restarts and midnights, in virtual time, on the journal in memory and on the one on disk.</summary>
public sealed class FiguresDeskTests : IDisposable
{
    /// <summary>22:00 in Manado (UTC+8).</summary>
    private static readonly DateTimeOffset Evening = new(2026, 11, 24, 14, 0, 0, TimeSpan.Zero);
    private static readonly QueueId Queue = new("71.71/darurat");
    private static readonly AgentId Agent = new("2001");

    private readonly SeededScheduler _scheduler = new(1, Evening);
    private readonly InMemoryJournal _journal = new("gw1", () => new byte[16]);
    private readonly List<AcdEvent> _told = [];
    private readonly CentreDays _days;
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-figures-").FullName;
    private FiguresDesk? _desk;
    private int _lastCall;

    public FiguresDeskTests()
    {
        using var folder = new TestFolder();
        _days = new CentreDays(folder.Good());
    }

    private DateTimeOffset Now => _scheduler.Time.GetUtcNow();

    private FiguresDesk Desk(IJournal? journal = null) => new(
        _scheduler, journal ?? _journal, (journal ?? _journal).Head.Number, () => _days, () => Now, _told.Add, new AlarmBoard(_scheduler.Time));

    private void Pass(TimeSpan span) => _scheduler.RunUntil(TimeSpan.FromMicroseconds(_scheduler.Clock.GetTimestamp()) + span);

    private void Append(JournalPayload payload, CallId? call = null, DateTimeOffset? invited = null) =>
        _journal.Append([new JournalEntry(call, Now, invited is { } at ? Now - at : null, payload)]);

    private void Say(AgentState state) => Append(new AgentStateChanged(Agent.Value, state, AgentStatus.Available));

    /// <summary>One caller who is answered, or gives up, after this time.</summary>
    private void Caller(double wait, bool answered)
    {
        var (call, invited) = (new CallId($"C{++_lastCall}"), Now);
        Append(Received, call, invited);
        Append(new EnterQueue(Queue.Value, 1), call, invited);
        Pass(TimeSpan.FromSeconds(wait));
        if (answered)
        {
            Say(AgentState.InCall);
            Append(new Connect(1, Agent.Value, Queue.Value, 0, 0), call, invited);
            Pass(TimeSpan.FromSeconds(30));
            Say(AgentState.WrapUp);
            Pass(TimeSpan.FromSeconds(5));
            Say(AgentState.Waiting);
        }
        else
        {
            Append(new Abandon(CallOutcome.AbandonedWaiting, Queue.Value, 1, 0, "bye"), call, invited);
        }

        Append(new CallEnded(answered ? CallOutcome.Answered : CallOutcome.AbandonedWaiting, "caller hung up"), call, invited);
        Pass(TimeSpan.FromSeconds(1));
    }

    private static CallReceived Received => new(
        "I1", "t1", "abc@trunk", "sip:+62812@trunk.example", null, "+62812", true, null, false, null, "urn:service:sos", "112", null,
        "192.0.2.10:5060", null, AnswerMode.Immediately, true);

    private void Start(TimeSpan down)
    {
        var lastSeen = _journal.Read(_journal.Head.Number - 1, 1)[0].At;
        Pass(down);
        _desk = Desk();
        Append(new NodeStarted("1.0.0", 0, lastSeen));
        Say(AgentState.Idle);
    }

    [Fact]
    public void Nothing_is_said_before_everything_of_today_was_read_and_then_all_of_it()
    {
        Enumerable.Range(0, 300).ToList().ForEach(_ => Caller(1, answered: false));
        using var desk = Desk();
        Assert.Null(desk.Of(Queue, Now));
        Assert.Null(desk.Of(Agent, Now));
        Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(300, desk.Of(Queue, Now)!.Abandoned);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void After_a_restart_the_figures_are_those_of_before_and_what_follows(int seed)
    {
#pragma warning disable CA5394 // Repeatable on purpose.
        var random = new Random(seed);
        _desk = Desk();
        Append(new NodeStarted("1.0.0", 0));
        Say(AgentState.Waiting);
        for (var life = 0; life < 4; life++)
        {
            for (var n = random.Next(5, 15); n > 0; n--)
            {
                Caller(random.NextDouble() * 30, random.Next(2) == 0);
            }

            var (before, queue, lastSeen) = (_desk, _desk.Of(Queue, Now)!, Now);
            var times = _desk.Of(Agent, _journal.Read(_journal.Head.Number - 1, 1)[0].At)!;
            before.Dispose();
            Start(down: TimeSpan.FromSeconds(20));
            Pass(TimeSpan.FromSeconds(1));
            Assert.Equal(queue, _desk.Of(Queue, Now));
            var after = _desk.Of(Agent, Now)!;
            Assert.Equal((times.Handled, times.Talk, times.WrapUp, times.Wait, times.Ring), (after.Handled, after.Talk, after.WrapUp, after.Wait, after.Ring));
            var told = Assert.Single(_told.OfType<AcdEvent.RestoreStandings>().Last().Standings);
            Assert.Equal(new RestoredStanding(Agent, times.Handled, times.Talk, times.IdleSince, times.LastOfferedAt), told);
            Say(AgentState.Waiting);
        }

        Assert.Equal(5, _told.OfType<AcdEvent.RestoreStandings>().Count());
        Assert.Equal(_lastCall, _desk.Of(Queue, Now)!.Entered);
    }

    [Fact]
    public void The_journal_on_disk_gives_the_same_figures_as_those_that_were_live()
    {
        var path = Path.Combine(_folder, "journal.db");
        using (var disk = new SqliteJournal(new SqliteJournalOptions(path, "gw1"), TimeProvider.System))
        {
            _journal.Committed += events => disk.Append([.. events.Select(e => e.Read()!)]);
            _desk = Desk();
            Say(AgentState.Waiting);
            Enumerable.Range(0, 40).ToList().ForEach(n => Caller(n, n % 3 > 0));
        }

        using var again = new SqliteJournal(new SqliteJournalOptions(path, "gw1"), TimeProvider.System);
        using var desk = Desk(again);
        Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(_desk.Of(Queue, Now), desk.Of(Queue, Now));
        Assert.Equal(_desk.Of(Agent, Now), desk.Of(Agent, Now));
        Assert.Equal((40, 26, 14), (desk.Of(Queue, Now)!.Entered, desk.Of(Queue, Now)!.Answered, desk.Of(Queue, Now)!.Abandoned));
        Assert.Equal(10, desk.Of(Queue, Now)!.LevelOf(15).AnsweredWithin);
    }

    [Fact]
    public void Midnight_begins_new_figures_and_tells_the_ACD_and_a_minute_before_it_the_roll_is_called()
    {
        _desk = Desk();
        Say(AgentState.Waiting);
        Caller(5, answered: true);
        Pass(Evening.AddHours(2).AddSeconds(-70) - Now);
        Assert.DoesNotContain(_told, t => t is AcdEvent.RollCall);
        Pass(TimeSpan.FromSeconds(30));
        Assert.Single(_told.OfType<AcdEvent.RollCall>());
        Assert.Equal((1, 1), (_desk.Of(Queue, Now)!.Answered, _desk.Of(Agent, Now)!.Handled));
        Assert.DoesNotContain(_told, t => t is AcdEvent.NewDay);
        Pass(TimeSpan.FromSeconds(40));
        var day = Assert.Single(_told.OfType<AcdEvent.NewDay>());
        Assert.Equal((Evening.AddHours(2), 1), (day.Midnight, day.Agents.Count));
        Assert.Equal(new QueueFigures(new DateOnly(2026, 11, 25)), _desk.Of(Queue, Now));
        Assert.Equal(0, _desk.Of(Agent, Now)!.Handled);
        Pass(TimeSpan.FromHours(24));
        Assert.Equal((2, 2), (_told.Count(t => t is AcdEvent.RollCall), _told.Count(t => t is AcdEvent.NewDay)));
    }

    [Fact]
    public void A_restart_reads_no_more_than_the_present_day()
    {
        Caller(5, answered: true);
        Pass(TimeSpan.FromHours(24));
        Caller(5, answered: true);
        Assert.Equal(_journal.Read(0, 100).Last(e => e.At < Now.AddHours(-1)).Number, _journal.LastBefore(Now.AddHours(-1)));
        Assert.Equal(0, _journal.LastBefore(Evening));
        Assert.Equal(_journal.Head.Number, _journal.LastBefore(Now.AddDays(1)));
        using var desk = Desk();
        Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(1, desk.Of(Queue, Now)!.Entered);
    }

    public void Dispose()
    {
        _desk?.Dispose();
        _journal.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
