using System.Text.Json.Serialization;
using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Calls.Routing;

namespace Gateway.Calls;

/// <summary>When a trunk's calls get their 200 (configuration: <c>answer</c>).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AnswerMode>))]
public enum AnswerMode
{
    /// <summary>200 at admission; greeting and queue audio follow.</summary>
    [JsonStringEnumMemberName("immediately")]
    Immediately,

    /// <summary>183 with SDP at admission, 200 when an agent answers, after 20 s at the latest.</summary>
    [JsonStringEnumMemberName("early-media")]
    EarlyMedia,

    /// <summary>180 at admission, 200 when an agent answers, after 20 s at the latest.</summary>
    [JsonStringEnumMemberName("on-agent")]
    OnAgent,
}

/// <summary>Who is calling, as far as the INVITE says.</summary>
/// <param name="From">The From URI as received.</param>
/// <param name="AssertedIdentity">P-Asserted-Identity of a trusted trunk (RFC 3325), or null.</param>
/// <param name="Number">Number in E.164 form where it could be read, or null; the key under which redials are merged.</param>
/// <param name="Callable">False for no number, short codes and pseudo-numbers of phones without SIM.</param>
/// <param name="DisplayName">Or null.</param>
/// <param name="PresentationRestricted">The caller asked for privacy (RFC 3323): stored, not shown to other parties.</param>
/// <param name="DeviceId">IMEI or instance id, the only key of a phone without SIM; or null.</param>
public sealed record CallerIdentity(
    string From,
    string? AssertedIdentity,
    string? Number,
    bool Callable,
    string? DisplayName = null,
    bool PresentationRestricted = false,
    string? DeviceId = null);

/// <summary>What is known of a call when its INVITE has been read.</summary>
/// <param name="ReceivedAt">When the INVITE arrived: the zero of every elapsed time of this call.</param>
/// <param name="IncidentId">Unique part of <c>urn:emergency:uid:incidentid:…</c> (NENA-STA-010).</param>
/// <param name="Trunk">Configured name of the trunk.</param>
/// <param name="SipCallId">Call-ID of the caller's leg.</param>
/// <param name="RequestUri">As received.</param>
/// <param name="Dialled">The digits or service URN that were recognised.</param>
/// <param name="Source">Address and port that the INVITE came from.</param>
/// <param name="Recorded">Whether a recording will be committed for this call.</param>
/// <param name="Fallback">
/// Where the call goes when location and routing give nothing in time; the call machine needs no more than this to queue it.
/// </param>
public sealed record CallFacts(
    CallId Call,
    string IncidentId,
    DateTimeOffset ReceivedAt,
    string Trunk,
    string SipCallId,
    CallerIdentity Caller,
    string RequestUri,
    string Dialled,
    string Source,
    AnswerMode Answer,
    bool Recorded,
    CallRoute Fallback,
    string? ServiceUrn = null,
    string? UserAgent = null)
{
    /// <summary>What the INVITE says beside this; null: nothing.</summary>
    public SignalsReceived? Signals { get; init; }

    /// <summary>Languages that the caller's phone names, best first, as skills are named: "tnt", "en"; none: unknown.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>Rank from trunk and service: as if the call had come so much earlier.</summary>
    public TimeSpan PriorityBonus { get; init; }
}
