using Gateway.Acd;
using Gateway.AgentCalls;
using Gateway.Calls;
using Gateway.Calls.AgentCalls;
using Gateway.Legs;
using Gateway.Media.Engine;
using Gateway.Operations;
using Gateway.Sip;

namespace Gateway.CallControl;

/// <summary>Attended transfer: the colleague's leg comes over from the agents' own call.</summary>
internal sealed partial class CallActor
{
    /// <summary>Legs on their way from an agents' call, until the machine has said what to do with them.</summary>
    private readonly Dictionary<OfferId, CallActorInput.LegGiven> _given = [];

    /// <summary>The agents' call in whose dialog the REFER came; null: in the caller's.</summary>
    private AgentCallId? _referredIn;

    /// <summary>That dialog, where the phone wants to be told.</summary>
    private UsageId? _referredTold;

    /// <summary>REFER in the dialog of the caller's call.</summary>
    private void ReferAttended(OfferId offer, LegEvent.Referred refer, ReferRequest read)
    {
        if (refer.Replaces?.Usage is not { } usage || _services.AgentCalls.Find(usage) is not { Colleague: { } colleague } consult
            || !_agentLegs.TryGetValue(offer, out var owner) || consult.Dialling != owner.Agent)
        {
            // Not 404 or 481, which would end the dialog with the caller too (RFC 5057 §5.1).
            _services.Count("transfer_to_unknown_dialog");
            _services.Sip(new SipCommand.Respond(refer.Id, new ResponseSpec(603, "No such consultation")));
            return;
        }

        if (!read.IsQuiet)
        {
            _told.Add(offer);
        }

        _referredIn = null;
        _referredBy = read.ReferredBy;
        Feed(new CallInput.HandoverAsked(offer, consult.Id, colleague, read.ReferredBy));

        // Only now: with the 202 many phones say BYE on both dialogs, and the agents' call must know before it hears of that.
        _services.Sip(new SipCommand.Respond(refer.Id, read.Accepted()));
        if (_told.Contains(offer))
        {
            Tell(offer, 100, isLast: false);
        }
    }

    /// <summary>REFER in the dialog of the agents' call.</summary>
    private void OnHandoverAsked(CallActorInput.HandoverAsked asked)
    {
        if (_offerOfUsage.TryGetValue(asked.Usage, out var offer) && _agentLegs.TryGetValue(offer, out var owner) && owner.Agent == asked.From
            && _state.Handover is null)
        {
            (_referredIn, _referredTold) = (asked.AgentCall, asked.Told);
            _referredBy = asked.ReferredBy;
            Feed(new CallInput.HandoverAsked(offer, asked.AgentCall, asked.To, asked.ReferredBy));
        }
        else
        {
            AnswerReferIn(asked.AgentCall, asked.Told, 603);
        }
    }

    /// <summary>The NOTIFY leaves from here, so that it is on its way before any BYE of this call.</summary>
    private void AnswerReferIn(AgentCallId agentCall, UsageId? told, int status)
    {
        if (told is { } usage)
        {
            _services.Sip(ReferRequest.Notice(usage, _services.SipIds.NewClientRequest(), status, isLast: true));
        }

        _services.AgentCalls.Post(agentCall, new AgentCallActorInput.ReferAnswered(status));
    }

    private void OnLegGiven(CallActorInput.LegGiven given)
    {
        Own(given.Usage);
        if (TakePickedUp(given))
        {
            return;
        }

        _given[given.Offer] = given;
        Feed(new CallInput.LegTaken(given.AgentCall, given.Offer));
    }

    private bool PerformHandover(CallEffect effect)
    {
        switch (effect)
        {
            case CallEffect.AskLeg { AgentCall: var call }:
                if (!ToAgentCall(call, new AgentCallInput.LegAsked(Call)))
                {
                    Feed(new CallInput.LegRefused(call, 480));
                }

                return true;
            case CallEffect.AdoptAgentLeg { Offer: var offer } when _given.Remove(offer, out var given):
                Adopt(given);
                return true;
            case CallEffect.DropAgentLeg drop when _given.Remove(drop.Offer, out var unwanted):
                _services.Sip(new SipCommand.Bye(unwanted.Usage, LegReasons.CompletedElsewhere));
                ToAgentCall(drop.AgentCall, new AgentCallInput.HandoverOver(Call, Done: false));
                return true;
            case CallEffect.EndHandover over:
                ToAgentCall(over.AgentCall, new AgentCallInput.HandoverOver(Call, over.Done));
                return true;
            case CallEffect.AcdHandOver handOver:
                _services.Acd(new AcdEvent.HandOver(Call, handOver.Offer, handOver.AgentCall));
                return true;
            default:
                return false;
        }
    }

    private void Adopt(CallActorInput.LegGiven given)
    {
        _offerOfUsage[given.Usage] = given.Offer;
        if (!_services.RtpPorts.TryRent(out var ports))
        {
            _services.Alarms.Raise("rtp_ports_exhausted", AlarmSeverity.Critical, "no RTP port is free for an agent's leg; widen media.ports");
            _services.Sip(new SipCommand.Bye(given.Usage));
            Feed(new CallInput.AgentFailed(given.Offer, OfferFailure.Failed));
            return;
        }

        _rented = ports;
        var leg = new LegId(CallerLeg.Value + ++_lastLeg);
        var invite = NewAgentInvite(given.Agent) with { Headers = [.. ReferredBy()] };
        var (state, effects) = AgentLegMachine.Adopt(
            new AgentLegAdoption(MediaCall, leg, ports, given.Usage, given.Session, invite)
            {
                Srtp = _services.Security.OfAgent(given.Agent),
            },
            _services.SipIds);
        _agentLegs[given.Offer] = new AgentLegOwner(given.Agent, leg, state);
        Perform(given.Offer, effects);
    }

    private bool ToAgentCall(AgentCallId call, AgentCallInput input) => _services.AgentCalls.Post(call, new AgentCallActorInput.Machine(input));
}
