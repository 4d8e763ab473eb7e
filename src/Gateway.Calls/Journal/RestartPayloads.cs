namespace Gateway.Calls.Journal;

/// <summary>
/// The caller's 200 goes out once this is durable, after 50 ms at the latest: a crash between the 200 and its
/// <see cref="LegConfirmed"/> leaves no caller whose dialog nobody knows.
/// </summary>
/// <param name="Dialog">The dialog that the 200 makes; unlike a confirmed one it may never have come to be.</param>
public sealed record CallerAnswering(LegConfirmed Dialog) : JournalPayload;

/// <summary>
/// The run before ended in this call. Its agent is parted from it, and the caller's leg is taken up again by re-INVITE. Elapsed is when the
/// call was last known to live.
/// </summary>
/// <param name="Queue">Where it was, or null before the queue.</param>
public sealed record CallInterrupted(string? Queue) : JournalPayload;

/// <summary>
/// A turn of the call's owner threw: agents were let go, and the caller waits again in front of the queue.
/// </summary>
/// <param name="Reason">For the record; what threw is in the log and the alarm.</param>
public sealed record CallMended(string Reason) : JournalPayload;

/// <summary>The caller answered the re-INVITE: the same call goes on, at the front of its queue.</summary>
/// <param name="Queue">Where it waits now.</param>
/// <param name="InterruptedMs">From <see cref="CallInterrupted"/>'s elapsed time to the caller's 200.</param>
public sealed record CallResumed(string Queue, long InterruptedMs) : JournalPayload;
