using Gateway.Acd;
using Gateway.Calls.AgentCalls;
using Gateway.Calls.Journal;
using Gateway.Legs;
using Gateway.Media.Engine;

namespace Gateway.AgentCalls;

/// <summary>A callback: the agent's own phone is rung, then the caller by the trunk that the call came by (RFC 7090); recorded.</summary>
internal sealed partial class AgentCallActor
{
    private CallbackOrder? _order;
    private AgentLegState? _summoned;

    /// <summary>Waits for its recording.</summary>
    private AgentCallEffect.Attempted? _attempt;
    private bool _waitedForRecording;

    private void Begin(CallbackOrder order)
    {
        _order = order;
        _services.Media().Post(new MediaCommand.OpenCall(MediaCall, order.Recording));
        Feed(new AgentCallInput.Begin(Dialling, _target));
    }

    private void Summon()
    {
        var phones = _services.Phones.Of(Dialling);
        if (phones.Count == 0 || !TryRent(out var ports))
        {
            Feed(new AgentCallInput.DiallingEnded());
            return;
        }

        (_summoned, var effects) = AgentLegMachine.Start(
            new AgentLegStart(MediaCall, LegOf(Side.Dialling), ports, phones, _order!.ToAgent, AgentCallTable.RingTimeout)
            {
                Srtp = _services.Security.OfAgent(Dialling),
            },
            _services.SipIds);
        Perform(Side.Dialling, effects);
    }

    /// <summary>A phone that we rang is neither rung nor answered by us.</summary>
    private IReadOnlyList<LegEffect> Summoned(LegInput input)
    {
        IReadOnlyList<LegEffect> effects = [];
        var known = input switch
        {
            LegInput.Ring or LegInput.Answer => null,
            LegInput.Refuse refuse => new LegInput.HangUp(refuse.Reason is { } text ? Reason(text) : null),
            _ => input,
        };
        if (known is not null)
        {
            (_summoned, effects) = AgentLegMachine.On(_summoned!, known, _services.SipIds);
        }

        return effects;
    }

    private void CallOut(CallbackOrder order)
    {
        if (!TryRent(out var ports))
        {
            Feed(new AgentCallInput.DialledFailed(OfferFailure.Failed));
            return;
        }

        // The agent hears it ring until both are bridged.
        _services.Media().Post(new MediaCommand.Play(MediaCall, LegOf(Side.Dialling), 1, [order.Ringback], LoopLast: true));
        (_dialled, var effects) = AgentLegMachine.Start(
            new AgentLegStart(MediaCall, LegOf(Side.Dialled), ports, [order.Way], order.ToCaller, CallbackOrder.RingTimeout)
            {
                Codecs = order.Codecs,
                Srtp = _services.Security.OfTrunk(order.Trunk),
                Role = LegRole.Caller,
            },
            _services.SipIds);
        Perform(Side.Dialled, effects);
    }

    private void Attempted(AgentCallEffect.Attempted attempted)
    {
        _attempt = attempted;
        if (_order?.Recording is null)
        {
            WriteAttempt(null);
        }
    }

    /// <summary>Once: with the recording when it is whole in time.</summary>
    private void WriteAttempt(MediaEvent.RecordingCommitted? recording)
    {
        if (_attempt is not { } attempt)
        {
            return;
        }

        _attempt = null;
        var path = recording is null ? null : _order!.PathOf(recording.Path);
        _services.Journal.Append(new JournalEntry(
            attempt.Call, _services.Now(), null, attempt.Attempt with { Recording = path, Sha256 = recording?.Sha256 }));
    }
}
