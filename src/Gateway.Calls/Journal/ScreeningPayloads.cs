using Gateway.Calls.Screening;

namespace Gateway.Calls.Journal;

/// <summary>Somebody said what the call was; a later label takes the place of an earlier one. Appended under the call, also after its end.</summary>
/// <param name="By">"phone" or a user name.</param>
/// <param name="Agent">The agent whose call it was, when labelled by phone; else null.</param>
/// <param name="ExpiresAt">UTC until which it is evidence on later calls of this caller.</param>
public sealed record CallLabelled(CallLabel Label, string By, string? Agent, DateTimeOffset ExpiresAt) : JournalPayload;

/// <summary>A supervisor took the call's label back: it is evidence no longer.</summary>
public sealed record LabelReversed(string By, string Reason) : JournalPayload;

/// <summary>
/// A supervisor wants the call's number or device lowered for a time; nothing happens before <see cref="BlockApproved"/>. Appended under the call, so
/// that it is erased with it.
/// </summary>
/// <param name="Until">UTC; a day later at most.</param>
public sealed record BlockProposed(string By, DateTimeOffset Until, string Reason) : JournalPayload;

/// <summary>A second supervisor agrees: the block is in force.</summary>
/// <param name="Until">As proposed.</param>
public sealed record BlockApproved(string By, DateTimeOffset Until) : JournalPayload;

/// <summary>The block, or what was proposed, ends before its time.</summary>
public sealed record BlockLifted(string By, string Reason) : JournalPayload;

/// <summary>The caller can be heard for the first time, while no agent talks.</summary>
/// <param name="During">What the caller heard then: "greeting", "queue", "ringback", "screening", "acknowledgement" or "nothing".</param>
public sealed record VoiceDetected(string During) : JournalPayload;

/// <summary>The caller pressed a key while no agent talked; keys pressed to an agent are not written down.</summary>
/// <param name="Key">One of 0-9, *, #, A-D.</param>
/// <param name="During">As in <see cref="VoiceDetected"/>.</param>
public sealed record KeyPressed(string Key, string During) : JournalPayload;

/// <summary>One reason to think that nobody needs help on a call, or, with negative points, that somebody does.</summary>
/// <param name="Kind">Stable word: "silence", "silent_calls", "silent_in_cell", "short_calls", "labels", "block".</param>
/// <param name="Points">-100 to 100.</param>
/// <param name="Words">For a person to read.</param>
public sealed record ScoredEvidence(string Kind, int Points, string Words);

/// <summary>The score of a waiting call changed; see <see cref="Screening.GhostScore"/>.</summary>
/// <param name="Points">0 to 100.</param>
/// <param name="PenaltyMs">What it costs the caller's rank; 0 where the centre only observes.</param>
public sealed record CallScored(int Points, long PenaltyMs, IReadOnlyList<ScoredEvidence> Evidence) : JournalPayload;

/// <summary>Others have called from the same place within five minutes.</summary>
/// <param name="Group">Id of the group: the first call's.</param>
/// <param name="Number">Which call of those five minutes this one is, from 2.</param>
/// <param name="Basis">"cell" or "place".</param>
public sealed record CallGrouped(string Group, int Number, string Basis) : JournalPayload;

/// <summary>An announcement was ordered for the waiting caller, who keeps the place.</summary>
/// <param name="What">"screening" or "acknowledgement".</param>
/// <param name="By">User name of the supervisor, or "gateway".</param>
public sealed record Announced(string What, string By) : JournalPayload;
