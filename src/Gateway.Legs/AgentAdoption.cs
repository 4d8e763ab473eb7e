using Gateway.Media.Engine;
using Gateway.Media.Sdp;
using Gateway.Sip;
using Gateway.Sip.Messages;

namespace Gateway.Legs;

/// <summary>What a leg begins with whose phone answered another call of ours: its dialog goes on here, with media of its own.</summary>
/// <param name="Ports">Rented; bound by the engine on OpenLeg and returned by it after CloseLeg, whatever becomes of the leg.</param>
/// <param name="Usage">The confirmed dialog.</param>
/// <param name="Media">Where offer/answer stood in that dialog.</param>
/// <param name="Invite">What the re-INVITE tells the phone of the new call.</param>
public sealed record AgentLegAdoption(MediaCallId Call, LegId Leg, RtpPorts Ports, UsageId Usage, LegMedia Media, AgentInvite Invite)
{
    /// <summary>Null: plain RTP alone.</summary>
    public LocalSrtp? Srtp { get; init; }
}

/// <summary>
/// An agent's leg that comes from another call: the phone gets a re-INVITE with the new address for its media (RFC 3261 §14), and is an answered
/// leg from its 2xx on. Every other end is the end of the leg: BYE, and <see cref="LegEvent.OfferFailed"/>.
/// </summary>
internal static class AgentAdoption
{
    /// <summary>For the re-INVITE, with one glare (RFC 3261 §14.1: up to 4 s).</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);

    public static AgentLegState Start(LegTurn turn, AgentLegState state, AgentLegAdoption adoption)
    {
        var id = turn.Ids.NewClientRequest();
        var offer = state.Media.Description!;
        var headers = adoption.Invite.Request(adoption.Invite.To.Uri, InDialog.Body(offer)).Headers!;
        turn.Send(new MediaCommand.OpenLeg(state.Call, state.Leg, LegRole.Agent, adoption.Ports) { AwaitsKeys = Security.HasKeys(offer) });
        turn.Send(new SipCommand.SendInDialog(adoption.Usage, id, SipMethod.Invite, headers, InDialog.Body(offer)));
        turn.Start(LegTimerName.Adoption, Limit);
        return state with { Reinvite = id };
    }

    public static void On(LegTurn turn, AgentLegState state, LegInput input)
    {
        switch (input)
        {
            case LegInput.Sip { Event: SipEvent.RequestFinished finished } when finished.Id == state.Reinvite:
                Finished(turn, state, finished);
                break;
            case LegInput.Sip { Event: SipEvent.ByeReceived bye }:
                turn.Stop(LegTimerName.Adoption);
                AgentLegMachine.End(turn, new LegEvent.OfferFailed(AgentFailure.Declined, Detail: LegReasons.Read(bye.Bye)));
                break;
            case LegInput.Sip { Event: SipEvent.Confirmed confirmed }:
                turn.Tell(new LegEvent.Confirmed(confirmed.Dialog));
                break;
            case LegInput.Sip { Event: SipEvent.ReinviteReceived reinvite }:
                // While ours waits after 491: the peer hears of the new address by our answer already.
                InDialog.Reinvite(turn, reinvite);
                break;
            case LegInput.Sip { Event: SipEvent.InDialogRequest asked }:
                InDialog.Request(turn, asked);
                break;
            case LegInput.Sip { Event: SipEvent.Acknowledged acknowledged }:
                InDialog.Acknowledged(turn, acknowledged.Ack);
                break;
            case LegInput.Sip { Event: SipEvent.AckMissing or SipEvent.SessionExpired or SipEvent.SessionRefreshed or SipEvent.Provisional }:
                // The answer to the re-INVITE says more.
                break;
            case LegInput.TimerFired { Timer.Name: LegTimerName.Adoption }:
                Fail(turn, state, new LegEvent.OfferFailed(AgentFailure.NoAnswer, Detail: "no answer to the re-INVITE"));
                break;
            case LegInput.HangUp hangUp:
                Leave(turn, state, hangUp.Reason, new LegEvent.AgentEnded(AgentEnding.Released, hangUp.Reason ?? ""));
                break;
            case LegInput.Withdraw withdraw:
                Leave(turn, state, withdraw.Reason, new LegEvent.AgentEnded(AgentEnding.Withdrawn, withdraw.Reason));
                break;
            case LegInput.Media { Event: MediaEvent.LegHeard or MediaEvent.LegHeardAgain }:
                turn.State = state with { IsHeard = true };
                break;
            case LegInput.Media { Event: MediaEvent.LegSilent }:
                // It sends to the other call's port until it has answered.
                break;
            case LegInput.Media { Event: MediaEvent.Trouble trouble } when trouble.Leg == state.Leg:
                Fail(turn, state, new LegEvent.OfferFailed(AgentFailure.Failed, Detail: trouble.Reason));
                break;
            default:
                turn.CountUnexpected(state.Phase.ToString(), input);
                break;
        }
    }

    private static void Finished(LegTurn turn, AgentLegState state, SipEvent.RequestFinished finished)
    {
        var answer = finished is { StatusCode: >= 200 and < 300, Response: { } response } ? SdpBody.Of(response).Session : null;
        if (answer is not null && OfferAnswer.AcceptAnswer(state.Media.Description!, answer, state.Media.Local) is NegotiationResult.Agreed agreed)
        {
            turn.Stop(LegTimerName.Adoption);
            turn.State = state with { Phase = AgentLegPhase.Answered, Reinvite = null };
            turn.Tell(new LegEvent.Answered());
            InDialog.Settle(turn, agreed);
            AgentConversation.Begin(turn);
            return;
        }

        var cause = finished.StatusCode is >= 300 and < 700 ? AgentFailures.Of(finished.StatusCode) : AgentFailure.Failed;
        Fail(turn, state, new LegEvent.OfferFailed(cause, finished.StatusCode, "the re-INVITE failed"));
    }

    private static void Fail(LegTurn turn, AgentLegState state, LegEvent.OfferFailed failure) =>
        Leave(turn, state, "SIP;cause=500;text=\"Transfer failed\"", failure);

    private static void Leave(LegTurn turn, AgentLegState state, string? reason, LegEvent last)
    {
        turn.Stop(LegTimerName.Adoption);
        turn.Send(new SipCommand.Bye(state.Answered!.Value, reason));
        AgentLegMachine.End(turn, last);
    }
}
