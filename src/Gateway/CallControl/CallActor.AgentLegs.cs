using Gateway.Acd;
using Gateway.AgentCalls;
using Gateway.Calls;
using Gateway.Calls.Screening;
using Gateway.Calls.Surge;
using Gateway.Legs;
using Gateway.Media.Engine;
using Gateway.Media.Sdp;
using Gateway.Operations;
using Gateway.Recovery;
using Gateway.Sip;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;

namespace Gateway.CallControl;

/// <summary>Agents' legs: how they begin, what they tell, and what their phones are shown.</summary>
internal sealed partial class CallActor
{
    private void Agent(OfferId offer, LegInput input)
    {
        if (_agentLegs.TryGetValue(offer, out var owner))
        {
            (owner.State, var effects) = AgentLegMachine.On(owner.State, input, _services.SipIds);
            Perform(offer, effects);
        }
    }

    private void StartAgentLeg(CallEffect.StartAgentLeg start)
    {
        if (_pickUps.TryGetValue(start.Offer, out var agentCall))
        {
            AskPickedUp(start.Offer, agentCall);
            return;
        }

        var phones = _services.Phones.Of(start.Agent);
        if (phones.Count == 0)
        {
            Feed(new CallInput.AgentFailed(start.Offer, OfferFailure.Unregistered));
            return;
        }

        if (!_services.RtpPorts.TryRent(out var ports))
        {
            _services.Alarms.Raise("rtp_ports_exhausted", AlarmSeverity.Critical, "no RTP port is free for an agent's leg; widen media.ports");
            Feed(new CallInput.AgentFailed(start.Offer, OfferFailure.Failed));
            return;
        }

        _rented = ports;
        var leg = new LegId(CallerLeg.Value + ++_lastLeg);
        var (state, effects) = AgentLegMachine.Start(NewAgentLeg(start, leg, ports, phones), _services.SipIds);
        _agentLegs[start.Offer] = new AgentLegOwner(start.Agent, leg, state);
        Perform(start.Offer, effects);
    }

    private void OnAgentEvent(OfferId offer, LegEvent legEvent)
    {
        switch (legEvent)
        {
            case LegEvent.Ringing:
                Feed(new CallInput.AgentRinging(offer));
                break;
            case LegEvent.Answered:
                Feed(new CallInput.AgentAnswered(offer));
                break;
            case LegEvent.MediaConnected { Heard: false }:
                _services.Count("agent_not_heard_after_answer");
                break;
            case LegEvent.Confirmed { Dialog: var dialog } when _agentLegs.TryGetValue(offer, out var owner):
                Feed(new CallInput.AgentConfirmed(
                    offer, DialogText.ToJournal(dialog, Calls.Journal.LegConfirmed.AgentLeg, offer.Value, owner.Agent.Value, owner.State.Media.Description)));
                break;
            case LegEvent.Held:
                Feed(new CallInput.AgentHeld(offer));
                break;
            case LegEvent.Resumed:
                Feed(new CallInput.AgentResumed(offer));
                break;
            case LegEvent.Referred refer:
                Refer(offer, refer);
                break;
            case LegEvent.OfferFailed failed:
                if (failed.Cause == AgentFailure.Unregistered)
                {
                    DoubtPhones(offer);
                }

                Feed(new CallInput.AgentFailed(offer, Failures.Of(failed.Cause)));
                break;
            case LegEvent.AgentEnded { Cause: AgentEnding.HungUp }:
                Feed(new CallInput.AgentHungUp(offer));
                break;
            case LegEvent.AgentEnded { Cause: AgentEnding.Lost }:
                DoubtPhones(offer);
                Feed(new CallInput.AgentLost(offer));
                break;
        }
    }

    /// <summary>Before the ACD hears of it, so that it does not offer the same dead phone again.</summary>
    private void DoubtPhones(OfferId offer)
    {
        if (_agentLegs.TryGetValue(offer, out var owner))
        {
            _services.Phones.Doubt(owner.Agent);
        }
    }

    private void Bridge(OfferId offer)
    {
        if (_agentLegs.TryGetValue(offer, out var owner))
        {
            _services.Media.Post(new MediaCommand.Bridge(MediaCall, CallerLeg, owner.Leg));
        }
    }

    private AgentLegStart NewAgentLeg(CallEffect.StartAgentLeg start, LegId leg, RtpPorts ports, IReadOnlyList<AgentBinding> phones)
    {
        var srtp = _services.Security.OfAgent(start.Agent);
        var invite = NewAgentInvite(start.Agent, srtp.Use is SrtpUse.Preferred or SrtpUse.Required ? AgentHeaders.RoomForKeys : 0);
        return new AgentLegStart(MediaCall, leg, ports, phones, invite, start.RingTimeout) { Srtp = srtp };
    }

    /// <summary>What an agent's phone is told of the caller.</summary>
    /// <param name="reserved">Octets of the request that something else needs.</param>
    private AgentInvite NewAgentInvite(AgentId agent, int reserved = 0)
    {
        var facts = _state.Facts!;
        var number = facts.Caller.Number ?? "anonymous";
        var domain = _services.Domain;
        var from = new NameAddress(
            _areaName is null ? number : $"{number} {_areaName}", SipUri.Parse($"sip:{number}@{domain}"), []);
        var to = new NameAddress(null, SipUri.Parse($"sip:{agent}@{domain}"), []);
        return new AgentInvite(from, to)
        {
            // Trusted trunks only: the describer reads no other's (RFC 3325 §5).
            AssertedIdentity = facts.Caller is { AssertedIdentity: not null, Number: { } asserted } ? SipUri.Parse($"sip:{asserted}@{domain}") : null,

            // Ids that an element before us gave stay (NENA-STA-010).
            EmergencyCallId = facts.Signals?.CallId ?? $"urn:emergency:uid:callid:{Call}:{domain}",
            EmergencyIncidentId = facts.Signals?.IncidentId ?? $"urn:emergency:uid:incidentid:{facts.IncidentId}:{domain}",
            Headers = [.. AgentHeaders.Of(facts, agent, domain, Subject(), _services.AutoAnswers(agent), reserved), .. ReferredBy()],
        };
    }

    /// <summary>What the agent should know before the first word; null: nothing.</summary>
    private string? Subject()
    {
        string?[] parts =
        [
            _state.Group is { } group ? IncidentGroups.Words(group.Number) : null,
            _state.Keys.Length > 0 ? "pressed " + _state.Keys : _state.VoiceHeard || _audioSince is null ? null : "silent so far",
            _state.Score is { Points: >= GhostScore.Least } score ? string.Join(", ", score.Evidence.Where(e => e.Kind != GhostScore.SilenceKind).Select(e => e.Words)) : null,
        ];
        var text = string.Join("; ", parts.Where(p => !string.IsNullOrEmpty(p)));
        return text.Length == 0 ? null : text;
    }

    /// <summary>The caller has gone and the agent's phone is told: how long that takes is the agent's dead time, also when this call is over before.</summary>
    private bool EndDeadLeg(OfferId offer, SipCommand.Bye bye)
    {
        if (_state is not { Outcome: { } outcome, Facts: { } facts } || !_agentLegs.TryGetValue(offer, out var owner)
            || (outcome is not (CallOutcome.Answered or CallOutcome.CallerLegLost) && !outcome.IsAbandoned()))
        {
            return false;
        }

        var (services, call, agent, since) = (_services, Call, owner.Agent, _services.Now());
        services.Bye(bye, status =>
        {
            var now = services.Now();
            var ended = new Calls.Journal.AgentLegEnded(offer.Value, agent.Value, (long)(now - since).TotalMilliseconds, status);
            services.Journal.Append([new Calls.Journal.JournalEntry(call, now, now - facts.ReceivedAt, ended)]);
        });
        return true;
    }

    private OfferId? OfferOf(LegId leg)
    {
        foreach (var (offer, owner) in _agentLegs)
        {
            if (owner.Leg == leg)
            {
                return offer;
            }
        }

        return null;
    }
}
