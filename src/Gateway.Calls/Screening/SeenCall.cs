using Gateway.Acd;

namespace Gateway.Calls.Screening;

/// <summary>A call as screening and the grouping of incidents see it: told by its owner whenever something of it changes.</summary>
/// <param name="Centre">Dotted code.</param>
/// <param name="Number">Null when it cannot be called: pseudo-numbers are shared by many.</param>
/// <param name="DeviceId">IMEI or instance id, or null.</param>
/// <param name="Cell">Serving cell, or null.</param>
/// <param name="UncertaintyMetres">Around the position; null without one.</param>
/// <param name="AudioArrives">RTP comes from the caller: without it, silence says nothing.</param>
/// <param name="Keys">Pressed so far.</param>
/// <param name="SilentByNature">An eCall: a machine that may have nobody to speak.</param>
public sealed record SeenCall(
    CallId Call,
    DateTimeOffset InvitedAt,
    CallPhase Phase,
    string Centre,
    string? Number,
    string? DeviceId,
    string? Cell,
    double? Latitude,
    double? Longitude,
    double? UncertaintyMetres,
    bool AudioArrives,
    bool VoiceHeard,
    string Keys,
    bool SilentByNature)
{
    /// <summary>The caller waits for an agent to answer.</summary>
    public bool IsWaiting => Phase is CallPhase.Admitting or CallPhase.Waiting or CallPhase.Offered;

    /// <summary>Somebody is there.</summary>
    public bool IsHeard => VoiceHeard || Keys.Length > 0;
}
