using Gateway.Calls.Screening;

namespace Gateway.Calls.Journal;

/// <summary>Somebody said what the call was; a later label takes the place of an earlier one. Appended under the call, also after its end.</summary>
/// <param name="By">"phone" or a user name.</param>
/// <param name="Agent">The agent whose call it was, when labelled by phone; else null.</param>
/// <param name="ExpiresAt">UTC until which it is evidence on later calls of this caller.</param>
public sealed record CallLabelled(CallLabel Label, string By, string? Agent, DateTimeOffset ExpiresAt) : JournalPayload;

/// <summary>A supervisor took the call's label back: it is evidence no longer.</summary>
public sealed record LabelReversed(string By, string Reason) : JournalPayload;
