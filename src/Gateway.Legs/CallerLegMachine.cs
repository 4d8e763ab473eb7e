using Gateway.Media.Engine;
using Gateway.Media.Sdp;
using Gateway.Sip;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;

namespace Gateway.Legs;

/// <summary>
/// The caller's leg: (state, input) to (state, effects). An emergency caller is kept: protocol timeouts are evidence, not sentences; only
/// the caller's CANCEL or BYE, a command, or 60 s of silence with a failed probe end it. Pure and thread-safe; ids come from the port.
/// </summary>
public static class CallerLegMachine
{
    /// <summary>Silence from which a failed probe ends the leg.</summary>
    public static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(60);

    /// <summary>Opens the media leg and works out our answer. Without common audio the INVITE gets its 488 and the leg is over.</summary>
    public static (CallerLegState State, IReadOnlyList<LegEffect> Effects) Start(CallerLegStart start, ISipIds ids)
    {
        ArgumentNullException.ThrowIfNull(start);
        var local = new LocalMedia((ulong)start.Leg.Value, start.Ports);
        local = local with { Codecs = start.Codecs ?? local.Codecs, Srtp = Security.Of(start.Srtp, start.Role) };
        var state = new CallerLegState(start.Call, start.Leg, new LegMedia(local), start.Usage) { Reliability = start.Reliability };
        var turn = new LegTurn(state, ids);
        turn.Send(new MediaCommand.OpenLeg(start.Call, start.Leg, start.Role, start.Ports) { MediaNetworks = start.MediaNetworks });
        var body = SdpBody.Of(start.Invite);
        if (!body.IsPresent)
        {
            // Until the answer comes with the ACK, what most carriers will say; the latch finds the address.
            var guess = new LegFormat(
                local.Codecs[0], local.Codecs[0] == AudioCodec.Pcma ? (byte)8 : (byte)0, local.TelephoneEventPayloadType, null, null, false,
                MediaDirection.SendReceive);
            turn.State = state with { Media = new LegMedia(local, OfferAnswer.Offer(local), guess), CanOfferEarly = SendsPrack(start) };
            turn.Send(new MediaCommand.SetFormat(start.Call, start.Leg, guess));
            return Done(turn);
        }

        var result = body.Session is { } offer ? OfferAnswer.Answer(offer, local) : new NegotiationResult.Failed(body.Error);
        if (result is NegotiationResult.Agreed agreed)
        {
            turn.State = (CallerLegState)turn.State with { HadOffer = true };
            if (start.Srtp?.Use == SrtpUse.Required && agreed.Format.Srtp is null)
            {
                turn.Count("srtp_required_and_not_offered");
            }

            InDialog.Settle(turn, agreed);
        }
        else
        {
            var detail = ((NegotiationResult.Failed)result).Detail;
            turn.Send(new SipCommand.RespondInvite(start.Usage, InDialog.NotAcceptableHere(local, detail)));
            End(turn, CallerEnding.RefusedNoCommonCodec, 488, detail);
        }

        return Done(turn);
    }

    /// <summary>
    /// Opens the media leg of a caller whose dialog outlived a restart. The re-INVITE waits for <see cref="LegInput.TakeUp"/>; it ends in
    /// <see cref="LegEvent.Established"/>, or within 32 s in <see cref="CallerEnding.NotResumed"/>.
    /// </summary>
    public static (CallerLegState State, IReadOnlyList<LegEffect> Effects) Resume(CallerLegResume resume, ISipIds ids)
    {
        ArgumentNullException.ThrowIfNull(resume);
        var state = new CallerLegState(resume.Call, resume.Leg, CallerLegResumption.MediaOf(resume), resume.Usage);
        var turn = new LegTurn(state with { Phase = CallerLegPhase.Resuming }, ids);
        CallerLegResumption.Start(turn, resume);
        return Done(turn);
    }

    /// <summary>Takes one input. Never throws; what meets no arrow is counted.</summary>
    public static (CallerLegState State, IReadOnlyList<LegEffect> Effects) On(CallerLegState state, LegInput input, ISipIds ids)
    {
        ArgumentNullException.ThrowIfNull(state);
        var turn = new LegTurn(state, ids);
        switch (state.Phase, input)
        {
            case (CallerLegPhase.Ended, _):
                Ended(turn, input);
                break;
            case (CallerLegPhase.Resuming, _) when CallerLegResumption.Takes(turn, state, input):
                break;
            case (_, LegInput.Sip sip):
                OnSip(turn, state, sip);
                break;
            case (_, LegInput.Media media):
                OnMedia(turn, state, media);
                break;
            case (CallerLegPhase.Unanswered, LegInput.Ring):
                turn.Send(Ringing(state));
                break;
            case (CallerLegPhase.Unanswered, LegInput.EarlyMedia) when state.HadOffer:
                turn.Send(Early(state));
                turn.State = state with { Phase = CallerLegPhase.EarlyMedia };
                turn.Tell(new LegEvent.Established(Early: true));
                break;
            case (CallerLegPhase.Unanswered, LegInput.EarlyMedia) when state.CanOfferEarly:
                // Established when the PRACK brings the answer: before it, there is nowhere to send to.
                turn.Send(Early(state));
                turn.State = state with { Phase = CallerLegPhase.EarlyMedia, Media = state.Media with { AwaitsAnswer = true } };
                break;
            case (CallerLegPhase.Unanswered, LegInput.EarlyMedia):
                turn.Send(Ringing(state));
                turn.Count("early_media_without_offer");
                break;
            case (CallerLegPhase.Unanswered or CallerLegPhase.EarlyMedia, LegInput.Answer):
                Answer(turn, state);
                break;
            case (CallerLegPhase.Unanswered or CallerLegPhase.EarlyMedia, LegInput.Refuse refuse):
                turn.Send(new SipCommand.RespondInvite(state.Usage, new ResponseSpec(refuse.Status, refuse.Reason, refuse.Headers)));
                End(turn, CallerEnding.Refused, refuse.Status, refuse.Reason ?? "");
                break;
            case (CallerLegPhase.Unanswered or CallerLegPhase.EarlyMedia, LegInput.HangUp hangUp):
                turn.Send(new SipCommand.RespondInvite(state.Usage, new ResponseSpec(480, Headers: Reason(hangUp.Reason))));
                End(turn, CallerEnding.Refused, 480, hangUp.Reason ?? "");
                break;
            case (_, LegInput.Refuse):
                turn.Count("refuse_after_answer");
                HangUp(turn, state, null);
                break;
            case (_, LegInput.HangUp hangUp):
                HangUp(turn, state, hangUp.Reason);
                break;
            default:
                turn.CountUnexpected(state.Phase.ToString(), input);
                break;
        }

        return Done(turn);
    }

    private static void OnSip(LegTurn turn, CallerLegState state, LegInput.Sip input)
    {
        switch (input.Event)
        {
            case SipEvent.OfUsage other when other.Usage != state.Usage:
                turn.CountUnexpected("other_usage", input);
                break;
            case SipEvent.Cancelled cancelled when state.Phase is not (CallerLegPhase.Confirmed or CallerLegPhase.Resuming):
                // Also after our 200: the stack has sent 487 before it, and ignored it.
                End(turn, CallerEnding.Cancelled, detail: LegReasons.Read(cancelled.Cancel));
                break;
            case SipEvent.ByeReceived bye:
                End(turn, CallerEnding.HungUp, detail: LegReasons.Read(bye.Bye));
                break;
            case SipEvent.PrackReceived prack:
                Pracked(turn, state, prack);
                break;
            case SipEvent.PrackMissing:
                turn.Count("prack_missing");
                break;
            case SipEvent.SessionRefreshed refreshed:
                turn.State = state with { ProbeFailed = false };
                InDialog.Refreshed(turn, refreshed.Response);
                break;
            case SipEvent.SessionExpired when state.Phase is CallerLegPhase.Answered or CallerLegPhase.Confirmed:
                turn.Count("session_expired");
                if (state.Probe is null)
                {
                    LegProbe.Send(turn, state.Usage);
                }

                break;
            case SipEvent.Confirmed confirmed:
                turn.Tell(new LegEvent.Confirmed(confirmed.Dialog));
                break;
            case SipEvent.Acknowledged acknowledged when state.Phase is CallerLegPhase.Answered or CallerLegPhase.Confirmed:
                turn.State = state with { Phase = CallerLegPhase.Confirmed };
                InDialog.Acknowledged(turn, acknowledged.Ack);
                break;
            case SipEvent.AckMissing when state.Phase is CallerLegPhase.Answered or CallerLegPhase.Confirmed:
                turn.Count("ack_missing");
                if ((!state.IsHeard || state.SilentFor is not null) && !state.IsHeld && state.Probe is null)
                {
                    LegProbe.Send(turn, state.Usage);
                }

                break;
            case SipEvent.ReinviteReceived reinvite when state.Phase is CallerLegPhase.Answered or CallerLegPhase.Confirmed:
                turn.State = state with { ProbeFailed = false };
                InDialog.Reinvite(turn, reinvite);
                break;
            case SipEvent.InDialogRequest asked:
                turn.State = state with { ProbeFailed = false };
                InDialog.Request(turn, asked);
                break;
            case SipEvent.RequestFinished finished when finished.Id == state.Probe:
                Probed(turn, state, finished);
                break;
            default:
                turn.CountUnexpected(state.Phase.ToString(), input);
                break;
        }
    }

    private static void Pracked(LegTurn turn, CallerLegState state, SipEvent.PrackReceived prack)
    {
        InDialog.Prack(turn, prack);
        if (state is { Phase: CallerLegPhase.EarlyMedia, Media.AwaitsAnswer: true } && !turn.State.Media.AwaitsAnswer)
        {
            turn.Tell(new LegEvent.Established(Early: true));
        }
    }

    private static SipCommand.RespondInvite Early(CallerLegState state) => new(
        state.Usage, new ResponseSpec(183, Body: InDialog.Body(state.Media.Description!)) { Reliability = state.Reliability });

    /// <summary>Nothing depends on it: reliable only where the caller insists.</summary>
    private static SipCommand.RespondInvite Ringing(CallerLegState state) => new(
        state.Usage,
        new ResponseSpec(180)
        {
            Reliability = state.Reliability == ProvisionalReliability.Never
                ? ProvisionalReliability.Never
                : ProvisionalReliability.WhenRequired,
        });

    private static bool SendsPrack(CallerLegStart start)
    {
        var required = TokenList.Contains(start.Invite.Headers, "Require", "100rel");
        return start.Reliability switch
        {
            ProvisionalReliability.WhenRequired => required,
            ProvisionalReliability.WhenSupported => required || TokenList.Contains(start.Invite.Headers, "Supported", "100rel"),
            _ => false,
        };
    }

    private static void OnMedia(LegTurn turn, CallerLegState state, LegInput.Media input)
    {
        switch (input.Event)
        {
            case MediaEvent.LegHeard heard when heard.Leg == state.Leg:
            case MediaEvent.LegHeardAgain again when again.Leg == state.Leg:
                turn.State = state with { IsHeard = true, SilentFor = null, ProbeFailed = false };
                break;
            case MediaEvent.LegSilent silent when silent.Leg == state.Leg && state.IsHeld:
                turn.Count("silent_on_hold");
                break;
            case MediaEvent.LegSilent silent when silent.Leg == state.Leg:
                Silent(turn, state with { SilentFor = silent.For });
                break;
            case MediaEvent.DtmfReceived dtmf when dtmf.Leg == state.Leg:
                turn.Tell(new LegEvent.Dtmf(dtmf.Digit));
                break;
            default:
                turn.CountUnexpected(state.Phase.ToString(), input);
                break;
        }
    }

    private static void Silent(LegTurn turn, CallerLegState state)
    {
        turn.State = state;
        if (state.SilentFor < LostAfter || state.Phase is not (CallerLegPhase.Answered or CallerLegPhase.Confirmed))
        {
            return;
        }

        if (state.ProbeFailed)
        {
            Lose(turn, state);
        }
        else if (state.Probe is null)
        {
            LegProbe.Send(turn, state.Usage);
        }
    }

    private static void Probed(LegTurn turn, CallerLegState state, SipEvent.RequestFinished finished)
    {
        var failed = LegProbe.IsFailure(finished) && (!state.IsHeard || state.SilentFor is not null);
        state = state with { Probe = null, ProbeFailed = failed };
        turn.State = state;
        if (failed && state.SilentFor >= LostAfter && !state.IsHeld)
        {
            Lose(turn, state);
        }
    }

    private static void Lose(LegTurn turn, CallerLegState state)
    {
        turn.Send(new SipCommand.Bye(state.Usage, LegReasons.NoMedia));
        End(turn, CallerEnding.Lost, detail: $"silent for {state.SilentFor?.TotalSeconds:0} s, probe failed");
    }

    private static void Answer(LegTurn turn, CallerLegState state)
    {
        turn.Send(new SipCommand.RespondInvite(
            state.Usage, new ResponseSpec(200, Headers: [InDialog.Allow], Body: InDialog.Body(state.Media.Description!))));
        var awaits = state.Media.AwaitsAnswer || (!state.HadOffer && state.Phase == CallerLegPhase.Unanswered);
        turn.State = state with { Phase = CallerLegPhase.Answered, Media = state.Media with { AwaitsAnswer = awaits } };
        turn.Tell(new LegEvent.Established(Early: false));
    }

    /// <summary>The stack holds the BYE back until the ACK (RFC 3261 §15).</summary>
    private static void HangUp(LegTurn turn, CallerLegState state, string? reason)
    {
        turn.Send(new SipCommand.Bye(state.Usage, reason));
        End(turn, CallerEnding.Released, detail: reason ?? "");
    }

    internal static void End(LegTurn turn, CallerEnding cause, int status = 0, string detail = "")
    {
        turn.State = (CallerLegState)turn.State with { Phase = CallerLegPhase.Ended };
        turn.Send(new MediaCommand.CloseLeg(turn.State.Call, turn.State.Leg));
        turn.Tell(new LegEvent.CallerEnded(cause, status, detail));
    }

    private static void Ended(LegTurn turn, LegInput input)
    {
        switch (input)
        {
            case LegInput.Sip { Event: SipEvent.ReinviteReceived late }:
                InDialog.Over(turn, late.Id);
                break;
            case LegInput.Sip { Event: SipEvent.InDialogRequest late }:
                InDialog.Over(turn, late.Id);
                break;
            case LegInput.Sip { Event: SipEvent.PrackReceived { Id: { } late } }:
                InDialog.Over(turn, late);
                break;
            case LegInput.HangUp:
                // The call ends its legs without asking which of them began it.
                break;
            case LegInput.Media { Event: MediaEvent.LegClosed }:
                // Follows our CloseLeg.
                break;
            default:
                turn.CountUnexpected("late", input);
                break;
        }
    }

    private static IReadOnlyList<HeaderField>? Reason(string? value) => value is null ? null : [new HeaderField("Reason", value)];

    private static (CallerLegState, IReadOnlyList<LegEffect>) Done(LegTurn turn) => ((CallerLegState)turn.State, turn.Effects);
}
