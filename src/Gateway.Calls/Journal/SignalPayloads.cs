namespace Gateway.Calls.Journal;

/// <summary>What a leg's lines were like, at its end (RFC 3550 §6.4, ITU-T G.107).</summary>
/// <param name="Leg"><see cref="LegConfirmed.CallerLeg"/> or <see cref="LegConfirmed.AgentLeg"/>.</param>
/// <param name="Offer">Of an agent's leg.</param>
/// <param name="Lost">Packets lost on the way to us; negative when more were duplicated than lost.</param>
/// <param name="RemoteLost">Packets lost on the way to the peer, as it reported; null: no report.</param>
/// <param name="MosReceived">How the peer probably sounded to us, 1 to 4.41; null: too little came.</param>
/// <param name="MosSent">How we probably sounded to the peer; null: no report.</param>
public sealed record MediaMeasured(
    string Leg,
    long? Offer,
    string? Agent,
    long Received,
    long Lost,
    double JitterMs,
    long Sent,
    long? RemoteLost,
    double? RemoteJitterMs,
    double? RoundTripMs,
    double? MosReceived,
    double? MosSent) : JournalPayload;

/// <summary>
/// What an INVITE says beside caller and target, as received: kept as evidence and passed on to the agent's leg. Only what can be read; at most
/// ten values a list, 512 characters each.
/// </summary>
/// <param name="OriginalTarget">What was dialled before the call was sent on: oldest History-Info (RFC 7044), else oldest Diversion (RFC 5806).</param>
/// <param name="Loops">How many targets of its history were this installation: above 0 the call has been here before.</param>
/// <param name="History">Targets so far, oldest first, each as a History-Info value.</param>
/// <param name="Diversions">Most recent first, each as a Diversion value.</param>
/// <param name="Geolocations">References that can be asked for the location (RFC 6442), without cid: parts.</param>
/// <param name="AdditionalData">Call-Info values with data for emergency calls (RFC 7852), without cid: parts.</param>
/// <param name="CallId">urn:emergency:uid:callid:… that an element before us gave (NENA-STA-010), or null.</param>
/// <param name="IncidentId">urn:emergency:uid:incidentid:…, or null.</param>
/// <param name="Reasons">Reason values (RFC 3326).</param>
/// <param name="Privacy">As received (RFC 3323), or null.</param>
/// <param name="Priority">Priority (RFC 3261 §20.26), or null.</param>
/// <param name="ResourcePriorities">Namespace and value (RFC 4412, RFC 7135).</param>
public sealed record SignalsReceived(
    string? OriginalTarget,
    int Loops,
    IReadOnlyList<string> History,
    IReadOnlyList<string> Diversions,
    IReadOnlyList<string> Geolocations,
    IReadOnlyList<string> AdditionalData,
    string? CallId,
    string? IncidentId,
    IReadOnlyList<string> Reasons,
    string? Privacy,
    string? Priority,
    IReadOnlyList<string> ResourcePriorities) : JournalPayload
{
    /// <summary>Nothing worth a line in the journal.</summary>
    public bool IsEmpty() => this is
    {
        OriginalTarget: null,
        Loops: 0,
        History.Count: 0,
        Diversions.Count: 0,
        Geolocations.Count: 0,
        AdditionalData.Count: 0,
        CallId: null,
        IncidentId: null,
        Reasons.Count: 0,
        Privacy: null,
        Priority: null,
        ResourcePriorities.Count: 0,
    };
}

/// <summary>A party said why it ends (RFC 3326).</summary>
/// <param name="Leg">"caller" or "agent".</param>
/// <param name="Method">"BYE" or "CANCEL".</param>
/// <param name="Reason">Header value, at most 512 characters.</param>
public sealed record ReasonReceived(string Leg, string Method, string Reason) : JournalPayload;
