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
    string? LastResult)
{
    /// <summary>Attempts that are kept, the last ones.</summary>
    public const int MaxTries = 20;

    /// <summary>Stays when calls are added: the first call's id.</summary>
    public CallId Id { get; init; }

    /// <summary>UTC when the first of its calls was lost: what the callback service level counts from.</summary>
    public DateTimeOffset FirstLostAt { get; init; }

    /// <summary>The last attempts, oldest first.</summary>
    public ImmutableArray<CallbackTry> Tries { get; init; } = [];

    /// <summary>Who has taken it; over when its time is over. Null: nobody.</summary>
    public CallbackClaim? Claim { get; init; }

    /// <summary>Where the caller was, as the last located call says; null: never located.</summary>
    public LocationFound? Location { get; init; }

    /// <summary>Why nobody can call; null: somebody can.</summary>
    public CallbackObstacle? Obstacle =>
        Callable ? null : DeviceId is not null ? CallbackObstacle.NoSim : Number is not null ? CallbackObstacle.NotDialable : CallbackObstacle.NoNumber;
}

/// <summary>One attempt to call back.</summary>
public sealed record CallbackTry(DateTimeOffset At, string By, string Result);

/// <summary>Who calls now.</summary>
/// <param name="Until">UTC after which anybody may take the entry.</param>
public sealed record CallbackClaim(string By, DateTimeOffset Until);

/// <summary>Why a caller cannot be called back.</summary>
public enum CallbackObstacle
{
    /// <summary>A phone without SIM: only its device is known.</summary>
    NoSim,

    /// <summary>A short code or a pseudo-number.</summary>
    NotDialable,

    /// <summary>Nothing is known of the caller.</summary>
    NoNumber,
}

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

    /// <summary>The list after somebody did something about an entry.</summary>
    /// <param name="at">UTC.</param>
    public CallbackList Apply(ICallbackPayload act, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(act);
        return !_byKey.TryGetValue(act.Key, out var entry) ? this
            : After(entry, act, at) is { } left ? new CallbackList(_byKey.SetItem(act.Key, left))
            : new CallbackList(_byKey.Remove(act.Key));
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
        if (entry is null)
        {
            first = first with { Id = record.Call, FirstLostAt = lostAt };
        }

        return first.Calls.Contains(record.Call)
            ? first
            : first with
            {
                Location = record.Location ?? first.Location,
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

    /// <summary>One entry after somebody did something about it; null: it leaves the list.</summary>
    public static CallbackEntry? After(CallbackEntry entry, ICallbackPayload act, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return act switch
        {
            CallbackAttempted { Settled: true } or CallbackExpired => null,
            // A journal that is followed again tells the same attempt again.
            CallbackAttempted p when entry.Tries.Contains(new CallbackTry(at, p.By, p.Result)) => entry,
            CallbackAttempted p => entry with
            {
                Attempts = entry.Attempts + 1,
                LastResult = p.Result,
                Tries = [.. entry.Tries.Append(new CallbackTry(at, p.By, p.Result)).TakeLast(CallbackEntry.MaxTries)],
                Claim = entry.Claim?.By == p.By ? null : entry.Claim,
            },
            CallbackClaimed p => entry with { Claim = new CallbackClaim(p.By, p.Until) },
            CallbackReleased p => entry.Claim?.By == p.By ? entry with { Claim = null } : entry,
            _ => entry,
        };
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
