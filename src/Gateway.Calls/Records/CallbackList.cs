using System.Collections.Immutable;
using Gateway.Acd;
using Gateway.Calls.Journal;

namespace Gateway.Calls.Records;

/// <summary>A caller who may still need help: all unanswered calls of one caller in one entry.</summary>
/// <param name="Key">Caller's number, else device, else the call id: redials of one caller share it.</param>
/// <param name="Calls">The unanswered calls, oldest first.</param>
/// <param name="FirstAt">UTC of the first call's INVITE.</param>
/// <param name="LastAt">UTC when the last of them was lost.</param>
/// <param name="Worst">The outcome that ranks highest: our own fault first.</param>
/// <param name="Attempts">Callbacks tried so far.</param>
/// <param name="LastResult">Of the last attempt, or null.</param>
public sealed record CallbackEntry(
    string Key,
    string? Number,
    bool Callable,
    string? DeviceId,
    string Trunk,
    string? Centre,
    QueueId? Queue,
    string? AreaCode,
    ImmutableArray<CallId> Calls,
    DateTimeOffset FirstAt,
    DateTimeOffset LastAt,
    CallOutcome Worst,
    int Attempts,
    string? LastResult);

/// <summary>
/// Abandoned, lost and refused calls as a work list; a fold of call records and callback attempts. An entry leaves it when the caller is
/// answered on another call, or when an attempt settles it. Pure; immutable.
/// </summary>
public sealed class CallbackList
{
    public static readonly CallbackList Empty = new(ImmutableSortedDictionary.Create<string, CallbackEntry>(StringComparer.Ordinal));

    private readonly ImmutableSortedDictionary<string, CallbackEntry> _byKey;

    private CallbackList(ImmutableSortedDictionary<string, CallbackEntry> byKey) => _byKey = byKey;

    /// <summary>Most urgent first: our fault, a lost leg, then who waited longest for somebody.</summary>
    public IReadOnlyList<CallbackEntry> Entries =>
        [.. _byKey.Values.OrderBy(e => Urgency(e.Worst)).ThenBy(e => e.FirstAt).ThenBy(e => e.Key, StringComparer.Ordinal)];

    /// <summary>Who calls: number, else device, else the call itself.</summary>
    public static string KeyOf(CallRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record switch
        {
            { Callable: true, CallerNumber: { Length: > 0 } number } => number,
            { DeviceId: { Length: > 0 } device } => device,
            _ => record.Call.Value,
        };
    }

    /// <summary>The list after a record has reached this state: connected, or closed.</summary>
    public CallbackList Apply(CallRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var key = KeyOf(record);
        var before = _byKey.GetValueOrDefault(key);
        var after = Merge(before, record);
        return ReferenceEquals(before, after) ? this : new CallbackList(after is null ? _byKey.Remove(key) : _byKey.SetItem(key, after));
    }

    /// <summary>The list after somebody tried to call back.</summary>
    public CallbackList Apply(CallbackAttempted attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        return _byKey.TryGetValue(attempt.Key, out var entry)
            ? new CallbackList(attempt.Settled ? _byKey.Remove(attempt.Key) : _byKey.SetItem(attempt.Key, Tried(entry, attempt)))
            : this;
    }

    /// <summary>One entry after one record of its caller; null: nothing to do for this caller.</summary>
    public static CallbackEntry? Merge(CallbackEntry? entry, CallRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.IsTest)
        {
            return entry;
        }

        if (record.Phase == CallPhase.Bridged || record.Outcome == CallOutcome.Answered)
        {
            return null;
        }

        if (!record.IsClosed || record.Outcome is not { } outcome || !outcome.NeedsCallback())
        {
            return entry;
        }

        var lostAt = record.ReceivedAt + (record.EndedAfter ?? TimeSpan.Zero);
        var first = entry ?? new CallbackEntry(
            KeyOf(record), record.CallerNumber, record.Callable,
            record.DeviceId, record.Trunk, null, null, null, [], record.ReceivedAt, lostAt, outcome, 0, null);
        return first.Calls.Contains(record.Call)
            ? first
            : first with
            {
                Trunk = record.Trunk,
                Centre = record.Centre ?? first.Centre,
                Queue = record.Queue ?? first.Queue,
                AreaCode = record.Location?.AreaCode ?? first.AreaCode,
                Calls = first.Calls.Add(record.Call),
                FirstAt = record.ReceivedAt < first.FirstAt ? record.ReceivedAt : first.FirstAt,
                LastAt = lostAt > first.LastAt ? lostAt : first.LastAt,
                Worst = Urgency(outcome) < Urgency(first.Worst) ? outcome : first.Worst,
            };
    }

    /// <summary>One entry after an attempt that did not settle it.</summary>
    public static CallbackEntry Tried(CallbackEntry entry, CallbackAttempted attempt)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(attempt);
        return entry with { Attempts = entry.Attempts + 1, LastResult = attempt.Result };
    }

    /// <summary>0 is most urgent.</summary>
    public static int Urgency(CallOutcome outcome) => outcome switch
    {
        CallOutcome.SystemLost => 0,
        CallOutcome.CallerLegLost => 1,
        CallOutcome.Refused => 2,
        CallOutcome.AbandonedRinging or CallOutcome.AbandonedWaiting => 3,
        CallOutcome.AbandonedBeforeQueue => 4,
        _ => 5,
    };
}
