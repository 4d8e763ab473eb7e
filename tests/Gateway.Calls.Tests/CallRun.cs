using Gateway.Calls.Journal;

namespace Gateway.Calls.Tests;

/// <summary>Drives one call in virtual time and remembers everything it ordered.</summary>
internal sealed class CallRun
{
    public CallState State { get; private set; } = CallState.Initial;

    public DateTimeOffset Now { get; private set; } = A.Start;

    public List<CallEffect> All { get; } = [];

    /// <summary>Effects of the last input.</summary>
    public IReadOnlyList<CallEffect> Last { get; private set; } = [];

    public List<JournalEntry> Journal { get; } = [];

    public static CallRun Begun(AnswerMode answer = AnswerMode.Immediately, bool recorded = true) =>
        new CallRun().On(new CallInput.Begin(A.Facts(answer, recorded)));

    public static CallRun Waiting(AnswerMode answer = AnswerMode.Immediately)
    {
        var run = Begun(answer);
        if (answer == AnswerMode.Immediately)
        {
            run.On(new CallInput.CallerEstablished(false));
        }

        return run.On(new CallInput.Located(A.Location, A.Route)).On(new CallInput.QueueEntered(A.Queue, 1));
    }

    public static CallRun Offered(AnswerMode answer = AnswerMode.Immediately) =>
        Waiting(answer).On(new CallInput.OfferMade(A.Offer, A.Agent, A.Queue, TimeSpan.FromSeconds(10)));

    public static CallRun Bridged(AnswerMode answer = AnswerMode.Immediately) =>
        Offered(answer).On(new CallInput.AgentRinging(A.Offer))
            .On(new CallInput.AgentAnswered(A.Offer)).On(new CallInput.AgentConnected(A.Offer));

    public CallRun After(double seconds)
    {
        Now += TimeSpan.FromSeconds(seconds);
        return this;
    }

    public CallRun On(CallInput input)
    {
        (State, Last) = CallMachine.On(State, input, Now);
        All.AddRange(Last);
        Journal.AddRange(Last.OfType<CallEffect.Append>().Select(a => a.Entry));
        return this;
    }

    public T Did<T>()
        where T : CallEffect => Assert.Single(Last.OfType<T>());

    public void DidNot<T>()
        where T : CallEffect => Assert.Empty(Last.OfType<T>());

    public T Wrote<T>()
        where T : JournalPayload => Assert.Single(Last.OfType<CallEffect.Append>().Select(a => a.Entry.Payload).OfType<T>());

    public CallOutcome Outcome => State.Outcome ?? throw new InvalidOperationException("the call lives");
}
