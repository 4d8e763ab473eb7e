using Gateway.Calls;
using Gateway.Calls.Screening;

namespace Gateway.CallControl;

/// <summary>What the screening desk hears of the call.</summary>
internal sealed partial class CallActor
{
    private SeenCall? _seen;

    /// <summary>Since when the caller could be heard; null: no audio has come.</summary>
    private DateTimeOffset? _audioSince;

    /// <summary>After each turn, when something of it changed.</summary>
    private void TellScreening(bool isOver = false)
    {
        if (_state.Facts is not { } facts)
        {
            return;
        }

        var audio = _callerLeg is { IsHeard: true, SilentFor: null };
        _audioSince ??= audio ? _services.Now() : null;
        var seen = new SeenCall(
            Call,
            facts.ReceivedAt,
            isOver ? CallPhase.Ended : _state.Phase,
            _centre,
            facts.Caller.Callable ? facts.Caller.Number : null,
            facts.Caller.DeviceId,
            _location?.Cell,
            _location?.Latitude,
            _location?.Longitude,
            _location?.UncertaintyMetres,
            audio,
            _state.VoiceHeard,
            _state.Keys,
            facts.ServiceUrn?.StartsWith("urn:service:sos.ecall", StringComparison.Ordinal) == true);
        if (seen != _seen && _seen?.Phase != CallPhase.Ended)
        {
            _seen = seen;
            _services.Seen(seen);
        }
    }
}
