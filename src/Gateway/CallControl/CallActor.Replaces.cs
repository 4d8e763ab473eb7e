using Gateway.Acd;
using Gateway.Calls;
using Gateway.Calls.AgentCalls;
using Gateway.Legs;
using Gateway.Sip;

namespace Gateway.CallControl;

/// <summary>
/// INVITE with Replaces from an agent's phone (RFC 3891): an offer that still rings at another agent of the same centre is picked up; a
/// conversation is taken over by a supervisor only. The caller's own leg is nobody's to replace.
/// </summary>
internal sealed partial class CallActor
{
    /// <summary>Offers whose leg comes from the call of the agent who picked them up.</summary>
    private readonly Dictionary<OfferId, AgentCallId> _pickUps = [];

    private void OnReplaceAsked(CallActorInput.ReplaceAsked asked)
    {
        var offer = _offerOfUsage.TryGetValue(asked.Usage, out var id) ? _state.Offers.FirstOrDefault(o => o.Id == id) : null;
        switch (offer)
        {
            case null when asked.Usage == _callerUsage:
                Refuse(403, "The caller's own leg is not replaced");
                break;
            case null:
                Refuse(481, "It is over");
                break;
            case { Stage: < OfferStage.Answered } when !_services.MayReplace(asked.By, offer.Agent, false):
                Refuse(403, "An agent of another centre");
                break;
            case { Stage: < OfferStage.Answered }:
                _services.Acd(new AcdEvent.PickUp(Call, offer.Id, asked.AgentCall));
                break;
            case not null when asked.EarlyOnly:
                Refuse(486, "Answered already");
                break;
            case not null when !_services.MayReplace(asked.By, offer.Agent, true):
                Refuse(403, "Only a supervisor takes a conversation over");
                break;
            case { Stage: OfferStage.Connected } when _state is { Handover: null, LeftAcd: false } && offer.Transfer is null:
                _referredIn = null;
                _referredBy = null;
                Feed(new CallInput.HandoverAsked(offer.Id, asked.AgentCall, asked.By));
                break;
            default:
                Refuse(491, "Just being connected or transferred");
                break;
        }

        void Refuse(int status, string reason) => ToAgentCall(asked.AgentCall, new AgentCallInput.ReplaceRefused(status, reason));
    }

    private void NotePickUp(AcdEffect.Offer offer)
    {
        if (offer.PickedUp is { } agentCall)
        {
            _pickUps[offer.Id] = agentCall;
        }
    }

    /// <summary>The ACD has given the offer to the agent who picked it up: now that agent's INVITE is answered.</summary>
    private void AskPickedUp(OfferId offer, AgentCallId agentCall)
    {
        if (!ToAgentCall(agentCall, new AgentCallInput.LegAsked(Call)))
        {
            _pickUps.Remove(offer);
            Feed(new CallInput.AgentFailed(offer, OfferFailure.Failed));
        }
    }

    private bool TakePickedUp(CallActorInput.LegGiven given)
    {
        if (!_pickUps.Remove(given.Offer))
        {
            return false;
        }

        var wanted = _state.Offers.Any(o => o.Id == given.Offer);
        if (wanted)
        {
            Adopt(given);
        }
        else
        {
            _services.Sip(new SipCommand.Bye(given.Usage, LegReasons.CompletedElsewhere));
        }

        ToAgentCall(given.AgentCall, new AgentCallInput.HandoverOver(Call, wanted));
        return true;
    }

    private void OnLegRefused(CallActorInput.LegRefused refused)
    {
        if (_pickUps.FirstOrDefault(p => p.Value == refused.AgentCall) is { Key.Value: > 0, Key: var offer })
        {
            _pickUps.Remove(offer);
            Feed(new CallInput.AgentFailed(offer, OfferFailure.Failed));
        }
        else
        {
            Feed(new CallInput.LegRefused(refused.AgentCall, refused.Status));
        }
    }
}
