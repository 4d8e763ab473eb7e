using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;

namespace Gateway.Calls.Tests.Records;

/// <summary>The callback list as work: who can be called, who calls, what came of it, how well it goes.</summary>
public sealed class CallbackTests
{
    private const string Number = "+62812";

    [Fact]
    public void Who_cannot_be_called_is_shown_so_with_what_is_known_instead()
    {
        var noSim = Lost("C1", r => r with { CallerNumber = null, Callable = false, DeviceId = "urn:gsma:imei:35347210-434354-0", Location = A.Location });
        Assert.Equal(CallbackObstacle.NoSim, noSim.Obstacle);
        Assert.Equal(("urn:gsma:imei:35347210-434354-0", 1.48, 850), (noSim.DeviceId, noSim.Location!.Latitude, noSim.Location.UncertaintyMetres));
        Assert.Equal(CallbackObstacle.NotDialable, Lost("C2", r => r with { CallerNumber = "112", Callable = false }).Obstacle);
        Assert.Equal(CallbackObstacle.NoNumber, Lost("C3", r => r with { CallerNumber = null, Callable = false }).Obstacle);
        Assert.Null(Lost("C4", r => r).Obstacle);
    }

    [Fact]
    public void An_entry_belongs_to_one_person_until_it_is_given_back_or_tried()
    {
        var list = CallbackList.Empty.Apply(Record("C1"));
        var until = A.Start.AddMinutes(5);
        var claimed = list.Apply(new CallbackClaimed(Number, "ani", until), A.Start);
        Assert.Equal(new CallbackClaim("ani", until), claimed.Entries[0].Claim);
        Assert.Equal("ani", claimed.Apply(new CallbackReleased(Number, "budi"), A.Start).Entries[0].Claim!.By);
        Assert.Null(claimed.Apply(new CallbackReleased(Number, "ani"), A.Start).Entries[0].Claim);
        var tried = claimed.Apply(new CallbackAttempted(Number, "ani", "no answer", false), A.Start.AddMinutes(1)).Entries[0];
        Assert.Null(tried.Claim);
        Assert.Equal([new CallbackTry(A.Start.AddMinutes(1), "ani", "no answer")], tried.Tries);
    }

    [Fact]
    public void Attempts_are_counted_without_end_and_the_last_twenty_are_kept()
    {
        var list = CallbackList.Empty.Apply(Record("C1"));
        for (var i = 1; i <= 50; i++)
        {
            list = list.Apply(new CallbackAttempted(Number, "ani", "no answer " + i, false), A.Start.AddMinutes(i));
        }

        Assert.Equal((50, 20, "no answer 31"), (list.Entries[0].Attempts, list.Entries[0].Tries.Length, list.Entries[0].Tries[0].Result));
    }

    [Fact]
    public void Pain08_An_entry_that_nobody_deals_with_expires_with_an_event_and_never_silently()
    {
        var list = CallbackList.Empty.Apply(Record("C1"));
        Assert.Empty(list.Apply(new CallbackExpired(Number, 0), A.Start.AddDays(1)).Entries);
        Assert.Single(list.Apply(new CallbackExpired("+62899", 0), A.Start.AddDays(1)).Entries);
    }

    [Fact]
    public void The_service_level_counts_from_the_first_loss_to_the_first_attempt()
    {
        CallbackOutcome[] outcomes =
        [
            Outcome(attempted: 4),
            Outcome(attempted: 5),
            Outcome(attempted: 12),
            Outcome(attempted: 40, ended: 60, end: CallbackEnd.Settled),
            Outcome(ended: 2, end: CallbackEnd.Redialled),
            Outcome(attempted: 3, ended: 4, end: CallbackEnd.Redialled),
            Outcome(ended: 1440, end: CallbackEnd.Expired),
            Outcome(callable: false),
            Outcome(lost: 58),
        ];
        var figures = CallbackStatistics.Of(outcomes, CallbackStatistics.DefaultLevels, A.Start.AddMinutes(60));
        Assert.Equal((9, 1, 1, 1, 1, 5), (figures.Entries, figures.NotCallable, figures.Redialled, figures.Settled, figures.Expired, figures.Open));
        Assert.Equal([(3, 6), (4, 6)], figures.Levels.Select(l => (l.Attempted, l.Due)));
        Assert.Equal(0.5, figures.Levels[0].Share);
        Assert.Null(CallbackStatistics.Of([], CallbackStatistics.DefaultLevels, A.Start).Levels[0].Share);
    }

    [Fact]
    public void Pain16_Talk_time_over_a_transfer_is_the_sum_of_what_each_agent_talked()
    {
        var run = CallRun.Bridged().After(20).On(new CallInput.TransferAsked(A.Offer, "2002", new AgentId("2002"), null))
            .On(new CallInput.Transferred(A.Offer, A.Queue))
            .After(3).On(new CallInput.OfferMade(new OfferId(2), new AgentId("2002"), A.Queue, TimeSpan.FromSeconds(10)))
            .After(2).On(new CallInput.AgentAnswered(new OfferId(2))).On(new CallInput.AgentConnected(new OfferId(2)))
            .After(30).On(new CallInput.CallerEnded(CallerEndCause.HungUp)).On(new CallInput.RecordingCommitted(A.Recording));
        var record = CallRecordFold.Of(run.Journal)!;
        Assert.Equal(TimeSpan.FromSeconds(50), record.TalkTime);
        Assert.Equal([("2001", "transferred"), ("2002", "completed_caller")], record.Offers.Select(o => (o.Agent.Value, o.Result!)));
    }

    private static CallbackOutcome Outcome(
        double lost = 0, double? attempted = null, double? ended = null, CallbackEnd? end = null, bool callable = true) =>
        new(
            A.Start.AddMinutes(lost), "71.71", callable, attempted is { } a ? A.Start.AddMinutes(a) : null,
            ended is { } e ? A.Start.AddMinutes(e) : null, end);

    private static CallbackEntry Lost(string call, Func<CallRecord, CallRecord> change) =>
        Assert.Single(CallbackList.Empty.Apply(change(Record(call))).Entries);

    private static CallRecord Record(string call) => new()
    {
        Call = new CallId(call),
        ReceivedAt = A.Start,
        CallerNumber = Number,
        Callable = true,
        Phase = CallPhase.Ended,
        Outcome = CallOutcome.AbandonedWaiting,
        IsClosed = true,
        EndedAfter = TimeSpan.FromSeconds(30),
    };
}
