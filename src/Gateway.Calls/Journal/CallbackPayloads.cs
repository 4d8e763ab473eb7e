namespace Gateway.Calls.Journal;

/// <summary>What happens to an entry of the callback list; appended under the entry's last call, so that it is erased with it.</summary>
public interface ICallbackPayload
{
    /// <summary>See <see cref="Records.CallbackEntry.Key"/>.</summary>
    string Key { get; }
}

/// <summary>Somebody has taken an entry, so that two do not call at once.</summary>
/// <param name="Until">UTC after which anybody may take it.</param>
public sealed record CallbackClaimed(string Key, string By, DateTimeOffset Until) : JournalPayload, ICallbackPayload;

/// <summary>Who had taken it gives it back.</summary>
public sealed record CallbackReleased(string Key, string By) : JournalPayload, ICallbackPayload;

/// <summary>Nobody reached the caller within the configured time: the entry leaves the list.</summary>
/// <param name="Attempts">How often it was tried.</param>
public sealed record CallbackExpired(string Key, int Attempts) : JournalPayload, ICallbackPayload;
