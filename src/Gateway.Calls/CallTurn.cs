using Gateway.Acd;
using Gateway.Calls.Journal;

namespace Gateway.Calls;

/// <summary>One turn of the call machine: the state as it becomes, and the effects so far, in order.</summary>
internal sealed class CallTurn(CallState state, DateTimeOffset now)
{
    private readonly List<CallEffect> _effects = [];

    public CallState State { get; set; } = state;

    public DateTimeOffset Now { get; } = now;

    public IReadOnlyList<CallEffect> Effects => _effects;

    public CallFacts Facts => State.Facts ?? throw new InvalidOperationException("a call begins with Begin");

    public TimeSpan Elapsed => Now - Facts.ReceivedAt;

    public void Do(CallEffect effect) => _effects.Add(effect);

    public void Append(JournalPayload payload) => Do(new CallEffect.Append(new JournalEntry(Facts.Call, Now, Elapsed, payload)));

    public void Count(string what) => Do(new CallEffect.Counted(what));

    /// <summary>The caller hears what the state asks for; ordered only when it differs from what was ordered last.</summary>
    public void PlayWhatIsDue()
    {
        var due = AudioOf(State);
        if (due != State.Hears)
        {
            State = State with { Hears = due };
            Do(new CallEffect.PlayToCaller(due));
        }
    }

    /// <summary>The offer in progress of that id, or null.</summary>
    public CallOffer? Find(OfferId id) => State.Offers.FirstOrDefault(o => o.Id == id);

    /// <summary>An offer in progress as it is from now on.</summary>
    public void Replace(CallOffer offer) => State = State with { Offers = [.. State.Offers.Select(o => o.Id == offer.Id ? offer : o)] };

    /// <summary>Who has met a restart or a defect of ours waits in front of those who called at the same time.</summary>
    public void EnterQueue(QueueId queue) =>
        Do(new CallEffect.EnterQueue(queue, State.InterruptedAt is null ? TimeSpan.Zero : CallResumption.Bonus));

    /// <summary>The offer came to nothing: the call waits again, unless other phones ring.</summary>
    public void DropOffer(CallOffer offer)
    {
        if (offer.Stage == OfferStage.Answered)
        {
            Do(new CallEffect.StopTimer(CallTimer.BridgeLimit));
        }

        if (offer.HeldSince is not null)
        {
            Do(new CallEffect.StopTimer(CallTimer.HoldAlarm));
        }

        State = State with { Offers = [.. State.Offers.Where(o => o.Id != offer.Id)] };
        if (State.Offers.Count == 0)
        {
            EndTransfer(480);
        }
    }

    /// <summary>The agent who handed the caller on is told what became of it, and let go.</summary>
    public void EndTransfer(int status)
    {
        if (State.TransferFrom is { } from)
        {
            State = State with { TransferFrom = null };
            Do(new CallEffect.TransferAnswered(from, status));
            Do(new CallEffect.EndAgentLeg(from, "transferred"));
        }
    }

    /// <summary>True when this is an offer in progress; else the input is late and counted.</summary>
    public bool IsCurrent(OfferId offer, string what)
    {
        if (Find(offer) is not null)
        {
            return true;
        }

        Count("late_" + what);
        return false;
    }

    // The greeting is heard to its end unless an agent answers, and so is an announcement; a phone that rings is heard as ringback; else queue audio.
    private static CallerAudio AudioOf(CallState state) => state switch
    {
        { Outcome: not null } => CallerAudio.Nothing,
        { Caller: not (CallerLegState.Early or CallerLegState.Established) and not CallerLegState.Answering } => CallerAudio.Nothing,
        { Caller: CallerLegState.Answering, Hears: CallerAudio.Nothing } => CallerAudio.Nothing,
        { Offer: { Stage: >= OfferStage.Answered, Held: false } } => CallerAudio.Nothing,
        { Offer.Held: true } => CallerAudio.QueueAudio,
        { Greeted: false } => CallerAudio.Greeting,
        { Announcement: { } announcement } => announcement,
        _ when state.Offers.Any(o => o.Stage == OfferStage.Ringing) => CallerAudio.Ringback,
        _ => CallerAudio.QueueAudio,
    };
}
