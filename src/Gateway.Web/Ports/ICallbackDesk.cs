using Gateway.Acd;
using Gateway.Calls.Records;

namespace Gateway.Web.Ports;

/// <summary>What people do about the callback list. Thread-safe; the list shows a change within a second.</summary>
public interface ICallbackDesk
{
    /// <summary>Takes an entry for some minutes, so that two do not call at once; once more: for as long again.</summary>
    /// <param name="call">Any call of the entry.</param>
    /// <param name="by">Who, for the journal.</param>
    ValueTask<CallbackChange> ClaimAsync(CallId call, string by, CancellationToken cancellation);

    /// <summary>Gives it back.</summary>
    ValueTask<CallbackChange> ReleaseAsync(CallId call, string by, CancellationToken cancellation);

    /// <summary>Somebody tried to call; gives it back.</summary>
    /// <param name="result">1 to 200 characters.</param>
    /// <param name="settled">Nobody needs to call any more: the entry leaves the list.</param>
    ValueTask<CallbackChange> AttemptedAsync(CallId call, string result, bool settled, string by, CancellationToken cancellation);

    /// <summary>Service figures of callbacks to callers who were lost in a span.</summary>
    /// <param name="centre">Null: of all.</param>
    ValueTask<CallbackStatistics> FiguresAsync(DateTimeOffset from, DateTimeOffset to, string? centre, CancellationToken cancellation);
}

/// <summary>What became of it.</summary>
public enum CallbackChange
{
    Done,

    /// <summary>The entry has left the list.</summary>
    Gone,

    /// <summary>Somebody else has taken it.</summary>
    Taken,
}
