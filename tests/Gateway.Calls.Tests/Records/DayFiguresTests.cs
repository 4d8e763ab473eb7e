using CsCheck;
using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;

namespace Gateway.Calls.Tests.Records;

public sealed class DayFiguresTests
{
    private static readonly TimeZoneInfo Manado = TimeZoneInfo.FindSystemTimeZoneById("Asia/Makassar");
    private static readonly TimeZoneInfo Jakarta = TimeZoneInfo.FindSystemTimeZoneById("Asia/Jakarta");
    private static readonly DayZones Zones = DayZones.Of(Manado);

    /// <summary>23:00 in Manado (UTC+8), 22:00 in Jakarta.</summary>
    private static readonly DateTimeOffset Evening = new(2026, 11, 24, 15, 0, 0, TimeSpan.Zero);

    private DayFigures _figures = DayFigures.Empty;

    private static DateTimeOffset At(double minutes) => Evening.AddMinutes(minutes);

    private void Happens(string call, double invited, double minutes, JournalPayload payload, DayZones? zones = null) =>
        _figures = _figures.Apply(
            new JournalEntry(new CallId(call), At(minutes), TimeSpan.FromMinutes(minutes - invited), payload), zones ?? Zones);

    private void Agent(double minutes, JournalPayload payload) => _figures = _figures.Apply(JournalEntry.OfNode(At(minutes), payload), Zones);

    private void State(double minutes, AgentState state, AgentStatus status = AgentStatus.Available, double? idleSince = null) =>
        Agent(minutes, new AgentStateChanged("2001", state, status, idleSince is { } since ? At(since) : null));

    private AgentTimes Of2001(double minutes) => _figures.Of(A.Agent, At(minutes), Zones)!;

    private static CallReceived Received() => new(
        "I1", "telkomsel", "abc@trunk", "sip:+62812@trunk.example", null, "+62812", true, null, false, null, "urn:service:sos", "112", null,
        "192.0.2.10:5060", null, AnswerMode.Immediately, true);

    private void Answered(string call, double invited, double waited)
    {
        Happens(call, invited, invited, Received());
        Happens(call, invited, invited, new EnterQueue(A.Queue.Value, 1));
        Happens(call, invited, invited + waited, new Connect(1, "2001", A.Queue.Value, 0, 0));
    }

    /// <summary>Random lives of the call machine, interleaved, over a midnight.</summary>
    [Fact]
    public void The_figures_are_those_of_the_records_of_the_day_at_every_point() =>
        Gen.Select(CallMachineProperties.Lives, Gen.Int[0, 7_200]).Array[1, 8].Sample(
            lives =>
            {
                var entries = lives
                    .SelectMany((l, i) => CallMachineProperties.Live(l.Item1.Mode, l.Item1.Steps).Journal.Select(e =>
                        e with { Call = new CallId($"C{i}"), At = Evening + (e.At - A.Start) + TimeSpan.FromSeconds(l.Item2) }))
                    .OrderBy(e => e.At)
                    .ToList();
                var figures = DayFigures.Empty;
                Dictionary<CallId, CallRecord> records = [];
                foreach (var entry in entries)
                {
                    figures = figures.Apply(entry, Zones);
                    records[entry.Call!.Value] = CallRecordFold.Apply(records.GetValueOrDefault(entry.Call.Value), entry)!;
                    foreach (var queue in new[] { A.Queue, A.Neighbour })
                    {
                        Compare(figures.Of(queue, entry.At, Zones), records.Values.Where(r => Home(r) == queue), entry.At);
                    }
                }
            },
            iter: 400);

    private static void Compare(QueueFigures figures, IEnumerable<CallRecord> own, DateTimeOffset now)
    {
        var today = DayZones.DayOf(now, Manado);
        var records = own.Where(r => DayZones.DayOf(r.ReceivedAt, Manado) == today).ToList();
        var told = QueueStatistics.Of(records);
        Assert.Equal((told.Offered, told.Answered, told.Abandoned), (figures.Entered, figures.Answered, figures.Abandoned));
        Assert.Equal(told.Levels, [figures.LevelOf(10), figures.LevelOf(15), figures.LevelOf(20)]);
        Assert.Equal(
            figures.Entered,
            figures.Answered + figures.Abandoned + figures.Withdrawn + figures.Lost + records.Count(r => r is { ConnectedAfter: null, Outcome: null }));
    }

    /// <summary>The queue that it entered first.</summary>
    private static QueueId? Home(CallRecord record) => record.QueuedAfter is null ? null : record.QueuePath.First(v => v.Reason is null).Queue;

    [Fact]
    public void A_call_over_midnight_counts_to_the_day_of_its_INVITE_and_to_no_other()
    {
        Answered("C1", 50, 2);
        Happens("C2", 59, 59, Received());
        Happens("C2", 59, 59.1, new EnterQueue(A.Queue.Value, 1));
        Assert.Equal((2, 1), (Today(59.9).Entered, Today(59.9).Answered));
        Happens("C2", 59, 61, new Connect(2, "2001", A.Queue.Value, 120_000, 0));
        Assert.Equal(new QueueFigures(new DateOnly(2026, 11, 25)), Today(61));
        Answered("C3", 62, 0.1);
        Happens("C1", 50, 63, new CallEnded(CallOutcome.Answered, "caller hung up"));
        Assert.Equal((1, 1, 1), (Today(64).Entered, Today(64).Answered, Today(64).LevelOf(10).AnsweredWithin));
    }

    private QueueFigures Today(double minutes) => _figures.Of(A.Queue, At(minutes), Zones);

    [Fact]
    public void Every_queue_has_its_own_midnight()
    {
        var zones = new DayZones(q => q == A.Queue ? Manado : Jakarta, _ => Manado);
        foreach (var (call, queue) in new[] { ("C1", A.Queue), ("C2", A.Neighbour) })
        {
            Happens(call, 30, 30, Received(), zones);
            Happens(call, 30, 30, new EnterQueue(queue.Value, 1), zones);
        }

        Assert.Equal((0, 1), (_figures.Of(A.Queue, At(61), zones).Entered, _figures.Of(A.Neighbour, At(61), zones).Entered));
        Assert.Equal((0, 0), (_figures.Of(A.Queue, At(121), zones).Entered, _figures.Of(A.Neighbour, At(121), zones).Entered));
    }

    [Fact]
    public void A_call_that_another_queue_answers_belongs_to_the_queue_it_entered_first()
    {
        Happens("C1", 0, 0, Received());
        Happens("C1", 0, 0, new EnterQueue(A.Queue.Value, 1));
        Happens("C1", 0, 1, new Overflow(A.Queue.Value, A.Neighbour.Value, "waited 60 s"));
        Happens("C1", 0, 2, new Connect(1, "2001", A.Neighbour.Value, 120_000, 0));
        Happens("C1", 0, 3, new AgentLost(1, "2001", "leg lost", 60_000));
        Happens("C1", 0, 4, new Connect(2, "2002", A.Queue.Value, 240_000, 0));
        Assert.Equal((1, 1, 1, 0), (Today(5).Entered, Today(5).Answered, Today(5).OverflowedOut, Today(5).AnsweredForOthers));
        Assert.Equal(1, Today(5).LevelOf(120).AnsweredWithin);
        var neighbour = _figures.Of(A.Neighbour, At(5), Zones);
        Assert.Equal((0, 0, 0, 1), (neighbour.Entered, neighbour.Answered, neighbour.OverflowedOut, neighbour.AnsweredForOthers));
    }

    [Fact]
    public void Calls_that_a_restart_lost_are_lost_and_not_abandoned()
    {
        Happens("C1", 0, 0, Received());
        Happens("C1", 0, 0, new EnterQueue(A.Queue.Value, 1));
        Happens("C1", 0, 1, new CallEnded(CallOutcome.SystemLost, "the gateway stopped"));
        Assert.Equal((1, 1, 0, 0), (Today(2).Entered, Today(2).Lost, Today(2).Abandoned, _figures.OpenCalls));
    }

    [Fact]
    public void A_call_whose_end_was_lost_in_a_gap_is_forgotten_after_a_day()
    {
        Happens("C1", 0, 0, Received());
        Happens("C2", 60 * 25, 60 * 25, Received());
        Assert.Equal(1, _figures.OpenCalls);
    }

    [Fact]
    public void An_agents_day_is_cut_at_midnight()
    {
        State(0, AgentState.Waiting);
        State(50, AgentState.Reserved);
        State(50, AgentState.InCall);
        Assert.Equal((1, TimeSpan.FromMinutes(9)), (Of2001(59).Handled, Of2001(59).Talk));
        Assert.Equal((0, TimeSpan.FromMinutes(3)), (Of2001(63).Handled, Of2001(63).Talk));
        State(65, AgentState.WrapUp);
        Assert.Equal((TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(2), TimeSpan.Zero), (Of2001(67).Talk, Of2001(67).WrapUp, Of2001(67).Wait));
    }

    [Fact]
    public void Pauses_are_told_by_reason()
    {
        Agent(0, new AgentStatusChanged("2001", AgentStatus.OnBreak, "makan", "declared"));
        State(0, AgentState.Idle, AgentStatus.OnBreak);
        Agent(10, new AgentStatusChanged("2001", AgentStatus.OnBreak, "sholat", "declared"));
        State(10, AgentState.Idle, AgentStatus.OnBreak);
        Agent(15, new AgentStatusChanged("2001", AgentStatus.Available, null, "declared"));
        State(15, AgentState.Waiting);
        Assert.Equal([("makan", 10.0), ("sholat", 5.0)], Of2001(20).Pauses.Select(p => (p.Key, p.Value.TotalMinutes)));
        Assert.Equal((15, 5), (Of2001(20).Pause.TotalMinutes, Of2001(20).Wait.TotalMinutes));
    }

    [Fact]
    public void Dead_time_runs_beside_the_wrap_up_and_counts_to_the_day_of_the_legs_end()
    {
        State(0, AgentState.InCall);
        State(10, AgentState.WrapUp);
        Happens("C1", 0, 10.5, new AgentLegEnded(1, "2001", 30_000, 408));
        State(11, AgentState.Waiting);
        Happens("C1", 0, 12, new AgentLegEnded(2, "2002", 30_000, 408));
        Assert.Equal((0.5, 1, 10), (Of2001(12).Dead.TotalMinutes, Of2001(12).WrapUp.TotalMinutes, Of2001(12).Talk.TotalMinutes));
        Assert.Equal(TimeSpan.Zero, Of2001(61).Dead);
    }

    [Fact]
    public void The_time_without_the_service_is_nobodys_and_who_was_ready_keeps_the_place_among_the_idle()
    {
        State(0, AgentState.Waiting);
        State(10, AgentState.Reserved);
        State(11, AgentState.Waiting, idleSince: 0);
        Agent(20, new NodeStarted("1.0.0", 0, At(12)));
        Assert.Equal((11, 1, 0), (Of2001(20).Wait.TotalMinutes, Of2001(20).Ring.TotalMinutes, Of2001(20).NotReady.TotalMinutes));
        var standing = Assert.Single(_figures.Standings(At(20), Zones));
        Assert.Equal(new RestoredStanding(A.Agent, 0, TimeSpan.Zero, At(0), At(10)), standing);

        // Phones come back one after the other; a second restart meanwhile changes nothing.
        State(20, AgentState.Idle);
        Agent(22, new NodeStarted("1.0.0", 0, At(21)));
        State(22, AgentState.Idle);
        Assert.Equal(At(0), Of2001(23).IdleSince);
        State(24, AgentState.Waiting, idleSince: 0);
        Assert.Equal(At(0), Of2001(25).IdleSince);
        Assert.Equal(3, Of2001(24).NotReady.TotalMinutes);
    }

    [Fact]
    public void Who_talked_when_the_service_ended_has_no_place_among_the_idle_and_the_talk_until_then()
    {
        State(0, AgentState.Waiting);
        State(1, AgentState.InCall);
        Agent(20, new NodeStarted("1.0.0", 1, At(5)));
        Assert.Equal(
            [new RestoredStanding(A.Agent, 1, TimeSpan.FromMinutes(4), null, At(1))], _figures.Standings(At(20), Zones));
    }

    /// <summary>What a restart reads from 23:58 on is what was known before, though nothing had changed for a day.</summary>
    [Fact]
    public void A_fold_that_begins_with_the_roll_call_before_midnight_gives_the_same_day()
    {
        State(-24 * 60, AgentState.Waiting);
        Agent(59.5, new AgentStatusChanged("2001", AgentStatus.Available, null, "roll_call"));
        State(59.5, AgentState.Waiting, idleSince: -24 * 60);
        var whole = _figures;
        _figures = DayFigures.Empty;
        Agent(59.5, new AgentStatusChanged("2001", AgentStatus.Available, null, "roll_call"));
        State(59.5, AgentState.Waiting, idleSince: -24 * 60);
        Assert.Equal(whole.Of(A.Agent, At(90), Zones), Of2001(90));
        Assert.Equal((30, At(-24 * 60)), (Of2001(90).Wait.TotalMinutes, Of2001(90).IdleSince));
    }
}
