using Gateway.Calls.Journal;

namespace Gateway.Calls;

/// <summary>
/// One call from INVITE to record. Pure: the owner feeds inputs and performs the effects in order. A call ends only by the caller's
/// hang-up, an agent's (later than 3 s after answering), the loss of the caller's leg, a refusal, or <see cref="CallInput.Withdraw"/>;
/// whatever fails on the agent's side returns it to waiting. It is queued as soon as it is located; announcements never delay an offer.
/// What the caller hears: the greeting to its end unless an agent answers, queue audio, and ringback while a phone rings.
/// </summary>
public static class CallMachine
{
    /// <summary>Carriers clear calls that nobody answers.</summary>
    public static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(20);

    /// <summary>After this the fallback queue takes the call; the location may come later.</summary>
    public static readonly TimeSpan LocationLimit = TimeSpan.FromSeconds(3);

    /// <summary>From an agent's 200 to connected media.</summary>
    public static readonly TimeSpan BridgeLimit = TimeSpan.FromSeconds(3);

    /// <summary>From the end of the call to the commit of its recording.</summary>
    public static readonly TimeSpan RecordingLimit = TimeSpan.FromSeconds(10);

    /// <summary>An agent who hangs up this soon after answering did not help: the caller goes back in front. A queue may say otherwise.</summary>
    public static readonly TimeSpan MisAnswer = TimeSpan.FromSeconds(3);

    /// <summary>A caller who gives up sooner than this after the INVITE is a short abandon.</summary>
    public static readonly TimeSpan ShortAbandon = TimeSpan.FromSeconds(5);

    /// <summary>One turn.</summary>
    /// <param name="now">UTC of this turn; never less than the turn before (a start instant plus a monotonic clock).</param>
    /// <returns>The next state and what to do, in order.</returns>
    public static (CallState State, IReadOnlyList<CallEffect> Effects) On(CallState state, CallInput input, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(input);
        var turn = new CallTurn(state, now);
        if (state.Facts is null)
        {
            if (input is CallInput.Begin begin)
            {
                Begin(turn, begin.Facts);
            }
            else if (input is CallInput.Resume resume)
            {
                CallResumption.Begin(turn, resume);
            }
            else
            {
                turn.Count("before_begin");
            }
        }
        else if (state.Outcome is not null)
        {
            CallEnding.On(turn, input);
        }
        else
        {
            OnLiving(turn, input);
            CallPause.EndWithConversation(turn);
        }

        return (turn.State, turn.Effects);
    }

    private static void Begin(CallTurn turn, CallFacts facts)
    {
        turn.State = turn.State with { Facts = facts };
        turn.Append(Received(facts));
        if (facts.Signals is { } signals)
        {
            turn.Append(signals);
        }

        turn.Do(new CallEffect.StartTimer(CallTimer.LocationLimit, LocationLimit));
        switch (facts.Answer)
        {
            case AnswerMode.Immediately:
                Answer(turn);
                break;
            case AnswerMode.EarlyMedia:
                turn.Do(new CallEffect.EarlyMedia());
                turn.Do(new CallEffect.StartTimer(CallTimer.AnswerLimit, AnswerLimit));
                break;
            default:
                turn.Do(new CallEffect.Ring());
                turn.Do(new CallEffect.StartTimer(CallTimer.AnswerLimit, AnswerLimit));
                break;
        }
    }

    /// <summary>The journal's first event of a call.</summary>
    public static CallReceived Received(CallFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var caller = facts.Caller;
        return new CallReceived(
            facts.IncidentId,
            facts.Trunk,
            facts.SipCallId,
            caller.From,
            caller.AssertedIdentity,
            caller.Number,
            caller.Callable,
            caller.DisplayName,
            caller.PresentationRestricted,
            caller.DeviceId,
            facts.RequestUri,
            facts.Dialled,
            facts.ServiceUrn,
            facts.Source,
            facts.UserAgent,
            facts.Answer,
            facts.Recorded);
    }

    private static void OnLiving(CallTurn turn, CallInput input)
    {
        switch (input)
        {
            case CallInput.Located located:
                Locate(turn, located);
                break;
            case CallInput.CallerEstablished when turn.State.Resuming:
                CallResumption.Done(turn);
                break;
            case CallInput.CallerEstablished established:
                EstablishCaller(turn, established.Early);
                break;
            case CallInput.CallerConfirmed confirmed:
                turn.Append(confirmed.Dialog);
                break;
            case CallInput.CallerHeld:
                turn.Append(new Held(LegConfirmed.CallerLeg));
                break;
            case CallInput.CallerResumed:
                turn.Append(new Resumed(LegConfirmed.CallerLeg));
                break;
            case CallInput.PlayFinished when turn.State.Hears == CallerAudio.Greeting:
                turn.State = turn.State with { Greeted = true };
                turn.PlayWhatIsDue();
                break;
            case CallInput.PlayFinished when turn.State.Announcement == turn.State.Hears:
                CallScreening.AnnouncementEnded(turn);
                break;
            case CallInput.VoiceHeard or CallInput.KeyPressed or CallInput.Scored or CallInput.Grouped or CallInput.Announce:
                CallScreening.On(turn, input);
                break;
            case CallInput.QueueEntered entered:
                CallOffering.EnterQueue(turn, entered.Queue, entered.Position);
                break;
            case CallInput.Overflowed overflowed when turn.State.InQueue:
                turn.State = turn.State with { Queue = overflowed.To };
                turn.Append(new Overflow(overflowed.From.Value, overflowed.To.Value, overflowed.Reason));
                break;
            case CallInput.TimerFired { Timer: CallTimer.LocationLimit } when turn.State.Queue is null:
                turn.Count("location_late");
                Locate(turn, new CallInput.Located(NoLocation("deadline"), turn.Facts.Fallback));
                break;
            case CallInput.TimerFired { Timer: CallTimer.AnnouncementDue }:
                CallScreening.AnnounceWait(turn);
                break;
            case CallInput.TimerFired { Timer: CallTimer.AnswerLimit } when turn.State.Caller < CallerLegState.Answering:
                Answer(turn);
                break;
            case CallInput.PauseRecording pause:
                CallPause.Ask(turn, pause);
                break;
            case CallInput.ResumeRecording resume:
                CallPause.Resume(turn, resume);
                break;
            case CallInput.TimerFired { Timer: CallTimer.PauseLimit }:
                CallPause.OnLimit(turn);
                break;
            case CallInput.RecordingCommitted committed:
                turn.State = turn.State with { RecordingDone = turn.State.RecordingDone || committed.Recording.Track is null };
                turn.Append(committed.Recording);
                break;
            case CallInput.RecordingFailed failed:
                turn.Append(new RecordingFailed(failed.Reason));
                break;
            case CallInput.ReasonGiven given:
                turn.Append(new ReasonReceived(given.Leg, given.Method, given.Reason));
                break;
            case CallInput.CallerEnded ended:
                CallEnding.CallerEnded(turn, ended);
                break;
            case CallInput.Refuse refuse:
                CallEnding.Refuse(turn, refuse);
                break;
            case CallInput.Noted noted:
                turn.Append(noted.Payload);
                break;
            case CallInput.Withdraw withdraw:
                CallEnding.Withdraw(turn, withdraw);
                break;
            case CallInput.Mend mend:
                CallMending.On(turn, mend);
                break;
            case CallInput.HandoverAsked asked:
                CallHandover.Ask(turn, asked);
                break;
            case CallInput.LegTaken taken:
                CallHandover.Take(turn, taken);
                break;
            case CallInput.HandedOver handed:
                CallHandover.Done(turn, handed);
                break;
            case CallInput.TransferRefused refused when CallHandover.Refused(turn, refused):
                break;
            case var handover when CallHandover.On(turn, handover):
                break;
            default:
                CallOffering.On(turn, input);
                break;
        }
    }

    /// <summary>What is known of a caller whose location was not found out.</summary>
    /// <param name="because">Word for the record: "deadline", "defect".</param>
    public static LocationFound NoLocation(string because) => new(null, null, null, null, "none", because, [], false, []);

    internal static void Locate(CallTurn turn, CallInput.Located located)
    {
        turn.Append(located.Location);
        if (turn.State.Queue is not null)
        {
            return;
        }

        turn.State = turn.State with { Queue = located.Route.Queue };
        turn.Append(new CallRouted(located.Route.Centre, located.Route.Queue.Value, located.Route.Rule));
        turn.Do(new CallEffect.StopTimer(CallTimer.LocationLimit));
        turn.EnterQueue(located.Route.Queue);
    }

    /// <summary>200, once.</summary>
    internal static void Answer(CallTurn turn)
    {
        if (turn.State.Caller < CallerLegState.Answering)
        {
            turn.State = turn.State with { Caller = CallerLegState.Answering };
            turn.Do(new CallEffect.StopTimer(CallTimer.AnswerLimit));
            turn.Do(new CallEffect.AnswerCaller());
        }
    }

    private static void EstablishCaller(CallTurn turn, bool early)
    {
        var reached = early ? CallerLegState.Early : CallerLegState.Established;
        if (turn.State.Caller >= reached)
        {
            turn.Count("late_caller_established");
            return;
        }

        turn.State = turn.State with { Caller = reached };
        turn.Append(new CallerEstablished(early));
        turn.PlayWhatIsDue();
    }
}
