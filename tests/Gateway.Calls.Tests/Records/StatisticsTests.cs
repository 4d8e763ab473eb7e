using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;

namespace Gateway.Calls.Tests.Records;

public sealed class StatisticsTests
{
    private static CallRecord Answered(double after, double talk = 60, QueueId? queue = null) => new()
    {
        Call = A.Call,
        ReceivedAt = A.Start,
        Queue = queue ?? A.Queue,
        Phase = CallPhase.Ended,
        Outcome = CallOutcome.Answered,
        IsClosed = true,
        ConnectedAfter = TimeSpan.FromSeconds(after),
        TalkTime = TimeSpan.FromSeconds(talk),
        EndedAfter = TimeSpan.FromSeconds(after + talk),
    };

    private static CallRecord Abandoned(
        double after,
        CallOutcome outcome = CallOutcome.AbandonedWaiting,
        string call = "C1",
        string? number = "+62812",
        double at = 0) => new()
        {
            Call = new CallId(call),
            ReceivedAt = A.Start.AddSeconds(at),
            Queue = A.Queue,
            Phase = CallPhase.Ended,
            Outcome = outcome,
            IsClosed = true,
            CallerNumber = number,
            Callable = number is not null,
            EndedAfter = TimeSpan.FromSeconds(after),
        };

    [Fact]
    public void SL_counts_answered_only_and_SL2_the_abandoned_too_both_with_less_or_equal()
    {
        var figures = QueueStatistics.Of([Answered(10), Answered(15), Answered(20.001), Abandoned(4), Abandoned(30)]);
        Assert.Equal(5, figures.Offered);
        Assert.Equal(3, figures.Answered);
        Assert.Equal(2, figures.Abandoned);
        Assert.Equal(1, figures.AbandonedShort);
        Assert.Equal([1.0 / 3, 2.0 / 3, 2.0 / 3], figures.Levels.Select(l => l.Sl!.Value));
        Assert.Equal([2.0 / 5, 3.0 / 5, 3.0 / 5], figures.Levels.Select(l => l.Sl2!.Value));
        Assert.Equal(TimeSpan.FromSeconds(20.001), figures.LongestAnswer);
        Assert.Equal(TimeSpan.FromSeconds(20.001), figures.MeanSlowestTenth);
        Assert.Equal(TimeSpan.FromSeconds(60), figures.MeanTalk);
    }

    [Fact]
    public void No_calls_give_no_percentage()
    {
        var figures = QueueStatistics.Of([]);
        Assert.All(figures.Levels, l => Assert.Null(l.Sl));
        Assert.All(figures.Levels, l => Assert.Null(l.Sl2));
    }

    [Fact]
    public void Queues_have_figures_of_their_own() =>
        Assert.Equal(
            [(A.Queue, 1), (A.Neighbour, 2)],
            QueueStatistics.PerQueue([Answered(1, queue: A.Neighbour), Answered(1), Answered(2, queue: A.Neighbour)])
                .Select(q => (q.Queue, q.Figures.Answered)));

    [Fact]
    public void Redials_of_one_caller_are_one_entry_with_the_worst_outcome()
    {
        var list = CallbackList.Empty
            .Apply(Abandoned(9, CallOutcome.AbandonedWaiting, "C1"))
            .Apply(Abandoned(2, CallOutcome.AbandonedShort, "C2", at: 60))
            .Apply(Abandoned(2, CallOutcome.AbandonedShort, "C2", at: 60));
        var entry = Assert.Single(list.Entries);
        Assert.Equal(["C1", "C2"], entry.Calls.Select(c => c.Value));
        Assert.Equal(CallOutcome.AbandonedWaiting, entry.Worst);
        Assert.Equal(A.Start.AddSeconds(62), entry.LastAt);
    }

    [Fact]
    public void Callers_without_a_number_are_not_merged_and_our_own_fault_comes_first()
    {
        var list = CallbackList.Empty
            .Apply(Abandoned(9, call: "C1", number: null))
            .Apply(Abandoned(9, call: "C2", number: null))
            .Apply(Abandoned(9, CallOutcome.SystemLost, "C3", "+62813", 100));
        Assert.Equal(["+62813", "C1", "C2"], list.Entries.Select(e => e.Key));
    }

    [Fact]
    public void An_answered_redial_clears_the_entry()
    {
        var list = CallbackList.Empty.Apply(Abandoned(9));
        var answered = Answered(3) with { Call = new CallId("C9"), CallerNumber = "+62812", Callable = true };
        Assert.Empty(list.Apply(answered).Entries);
        Assert.Empty(list.Apply(answered with { Phase = CallPhase.Bridged, Outcome = null, IsClosed = false }).Entries);
        var waiting = answered with { Phase = CallPhase.Waiting, Outcome = null, IsClosed = false, ConnectedAfter = null };
        Assert.Single(list.Apply(waiting).Entries);
    }

    [Fact]
    public void An_attempt_is_counted_and_a_settling_one_clears_the_entry()
    {
        var list = CallbackList.Empty.Apply(Abandoned(9)).Apply(new CallbackAttempted("+62812", "ani", "no answer", false), A.Start);
        Assert.Equal((1, "no answer"), (list.Entries[0].Attempts, list.Entries[0].LastResult));
        Assert.Empty(list.Apply(new CallbackAttempted("+62812", "ani", "reached", true), A.Start).Entries);
    }

    [Fact]
    public void An_agents_time_is_accounted_to_the_second()
    {
        static double Seconds(TimeSpan span) => span.TotalSeconds;
        AgentTimes? times = null;
        void At(double seconds, AgentState state, AgentStatus status = AgentStatus.Available) =>
            times = AgentTimes.Apply(times, JournalEntry.OfNode(A.Start.AddSeconds(seconds), new AgentStateChanged("2001", state, status)));

        At(0, AgentState.Waiting);
        At(10, AgentState.Reserved);
        At(11, AgentState.Receiving);
        At(15, AgentState.InCall);
        At(75, AgentState.WrapUp);
        At(85, AgentState.Idle, AgentStatus.OnBreak);
        var another = new AgentStateChanged("2002", AgentState.InCall, AgentStatus.Available);
        times = AgentTimes.Apply(times, JournalEntry.OfNode(A.Start.AddSeconds(90), another));
        times = times!.UpTo(A.Start.AddSeconds(100));
        Assert.Equal(
            (10, 5, 60, 10, 15, 0),
            (Seconds(times.Wait), Seconds(times.Ring), Seconds(times.Talk),
                Seconds(times.WrapUp), Seconds(times.Pause), Seconds(times.NotReady)));
    }
}
