namespace Gateway.Calls.Journal;

/// <summary>The service started on this node.</summary>
/// <param name="OpenCalls">Calls that the run before left open.</param>
/// <param name="LastSeenAt">UTC of the last event of the run before: until then it lived, and of the time from there on nobody knows. Null: no
/// run before.</param>
public sealed record NodeStarted(string SoftwareVersion, int OpenCalls, DateTimeOffset? LastSeenAt = null) : JournalPayload;

/// <summary>The service stopped in order.</summary>
public sealed record NodeStopped(string Reason) : JournalPayload;

/// <summary>Somebody declared a centre open or closed (NENA ServiceStateChangeLogEvent); what its hours say is no event.</summary>
/// <param name="Centre">Dotted code.</param>
/// <param name="Open">Null: left to its hours again.</param>
/// <param name="By">User name.</param>
public sealed record ServiceStateDeclared(string Centre, bool? Open, string By) : JournalPayload;

/// <summary>A configuration took effect (queue_log CONFIGRELOAD).</summary>
/// <param name="Sha256">Lower-case hex over the configuration's files.</param>
public sealed record ConfigurationLoaded(long Version, string Sha256) : JournalPayload;

/// <summary>Events were lost because the disk failed for longer than the backlog could hold.</summary>
/// <param name="Lost">How many.</param>
/// <param name="From">UTC of the first lost one.</param>
/// <param name="To">UTC of the last lost one.</param>
public sealed record JournalGap(long Lost, DateTimeOffset From, DateTimeOffset To, string Reason) : JournalPayload;

/// <summary>Requests of unknown sources, one event per network and minute.</summary>
/// <param name="Network">E.g. "203.0.113.0/24".</param>
/// <param name="Invites">How many of them were INVITEs: perhaps a carrier's new SBC.</param>
/// <param name="LastAddress">Address and port of the last one.</param>
public sealed record SourceRefused(string Network, DateTimeOffset From, DateTimeOffset To, long Requests, long Invites, string LastAddress)
    : JournalPayload;

/// <summary>This node takes over a call whose last event on the other node has this number and hash.</summary>
public sealed record CallAdopted(string Node, long Number, string Hash) : JournalPayload;

/// <summary>
/// Somebody dealt with an entry of the callback list; appended under the entry's last call, so that it is erased with it.
/// </summary>
/// <param name="Key">See <see cref="Records.CallbackEntry.Key"/>.</param>
/// <param name="Result">E.g. "reached", "no answer", "dismissed".</param>
/// <param name="Settled">True: the entry leaves the list.</param>
/// <param name="Status">Of a call that was placed: the SIP status that ended it, or null.</param>
/// <param name="RingMs">Of a call that was placed: from its INVITE to the answer or the end.</param>
/// <param name="TalkMs">From the answer to the end.</param>
/// <param name="Recording">Its recording, relative to the recordings' folder where possible.</param>
/// <param name="Sha256">Lower-case hex of that file.</param>
public sealed record CallbackAttempted(
    string Key,
    string By,
    string Result,
    bool Settled,
    int? Status = null,
    long? RingMs = null,
    long? TalkMs = null,
    string? Recording = null,
    string? Sha256 = null) : JournalPayload, ICallbackPayload;

/// <summary>
/// Somebody looked at a caller's data, or acted on a page. The call is named here and not in the header: the trail outlives its erasure.
/// </summary>
/// <param name="Act">In snake case, e.g. "recording_opened".</param>
/// <param name="Who">User name.</param>
/// <param name="Address">Where from, or null.</param>
public sealed record Audited(string Act, string Who, string? Address, string? Call, string? Detail) : JournalPayload;
