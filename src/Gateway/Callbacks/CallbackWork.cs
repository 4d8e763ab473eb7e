using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;
using Gateway.Configuration;
using Gateway.Storage.Records;

namespace Gateway.Callbacks;

/// <summary>What became of an act on the callback list.</summary>
internal enum CallbackAct
{
    Done,

    /// <summary>No entry has this call: settled, redialled or expired meanwhile.</summary>
    Gone,

    /// <summary>Somebody else has taken it.</summary>
    Taken,
}

/// <summary>
/// What people do about the callback list: written to the journal, seen in the records soon after. Claims are kept here as well, since of two who take
/// an entry at the same moment one must be told so at once. Thread-safe.
/// </summary>
internal sealed class CallbackWork(IRecordStore records, IJournal journal, Func<CallbackOptions> options, Func<DateTimeOffset> now)
{
    private const int MostEntries = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, CallbackClaim> _claims = new(StringComparer.Ordinal);

    /// <summary>The entry belongs to this person for <see cref="CallbackOptions.ClaimFor"/>; once more: for as long again.</summary>
    /// <param name="call">Any call of the entry.</param>
    public CallbackAct Claim(CallId call, string by) => On(call, by, entry =>
    {
        var until = now() + options().ClaimFor;
        _claims[entry.Key] = new CallbackClaim(by, until);
        return new CallbackClaimed(entry.Key, by, until);
    });

    /// <summary>Gives it back.</summary>
    public CallbackAct Release(CallId call, string by) => On(call, by, entry =>
    {
        _claims[entry.Key] = new CallbackClaim(by, DateTimeOffset.MinValue);
        return new CallbackReleased(entry.Key, by);
    });

    /// <summary>Somebody tried to call; gives it back.</summary>
    /// <param name="settled">Nobody needs to call any more.</param>
    public CallbackAct Attempted(CallId call, string by, string result, bool settled) => On(call, by, entry =>
    {
        _claims[entry.Key] = new CallbackClaim(by, DateTimeOffset.MinValue);
        return new CallbackAttempted(entry.Key, by, result, settled);
    });

    /// <summary>Ends the entries that have been there too long.</summary>
    /// <returns>How many.</returns>
    public int Expire()
    {
        var old = records.CallbacksBefore(now() - options().ExpireAfter, MostEntries);
        foreach (var entry in old)
        {
            journal.Append(new JournalEntry(entry.Calls[^1], now(), null, new CallbackExpired(entry.Key, entry.Attempts)));
        }

        return old.Count;
    }

    /// <summary>The entry has been taken, by none of these.</summary>
    public bool IsTaken(CallbackEntry entry, params ReadOnlySpan<string> mine)
    {
        lock (_lock)
        {
            return ClaimOf(entry) is { } claim && !mine.Contains(claim.By);
        }
    }

    /// <summary>The claim that holds; what this process knows goes before the records, which are a moment behind. Under the lock.</summary>
    private CallbackClaim? ClaimOf(CallbackEntry entry) =>
        (_claims.GetValueOrDefault(entry.Key) ?? entry.Claim) is { } claim && claim.Until > now() ? claim : null;

    private CallbackAct On(CallId call, string by, Func<CallbackEntry, JournalPayload> act)
    {
        if (records.Callbacks(MostEntries).FirstOrDefault(e => e.Calls.Contains(call)) is not { } entry)
        {
            return CallbackAct.Gone;
        }

        lock (_lock)
        {
            foreach (var over in _claims.Where(c => c.Value.Until + TimeSpan.FromMinutes(1) < now()).Select(c => c.Key).ToList())
            {
                _claims.Remove(over);
            }

            if (ClaimOf(entry) is { } claim && claim.By != by)
            {
                return CallbackAct.Taken;
            }

            journal.Append(new JournalEntry(entry.Calls[^1], now(), null, act(entry)));
            return CallbackAct.Done;
        }
    }
}
