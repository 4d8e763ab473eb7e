namespace Gateway.Calls.Journal;

/// <summary>The recording is silent from here on, by somebody's wish.</summary>
/// <param name="By">User name, or "phone": the agent by feature code.</param>
/// <param name="Agent">Who talks with the caller.</param>
/// <param name="Reason">In the words of who asked.</param>
/// <param name="LimitMs">After so long it goes on by itself.</param>
public sealed record RecordingPaused(string By, string Agent, string Reason, long LimitMs) : JournalPayload;

/// <summary>The recording goes on.</summary>
/// <param name="By">User name, "phone", or <see cref="Gateway"/>.</param>
/// <param name="Because"><see cref="Asked"/>, <see cref="Limit"/> or <see cref="ConversationOver"/>.</param>
public sealed record RecordingContinued(string By, string Because, long PausedMs) : JournalPayload
{
    public const string Gateway = "gateway";
    public const string Asked = "asked";
    public const string Limit = "limit";
    public const string ConversationOver = "conversation_over";
}

/// <summary>A recording's file was deleted; its hash stays in the journal.</summary>
/// <param name="Path">As in <see cref="RecordingCommitted"/>.</param>
/// <param name="Reason"><see cref="Retention"/> or <see cref="DiskFull"/>.</param>
/// <param name="WasMissing">True: the file was not there any more.</param>
public sealed record RecordingErased(string Path, string Reason, bool? WasMissing = null) : JournalPayload
{
    public const string Retention = "retention";
    public const string DiskFull = "disk_full";
}

/// <summary>The call's recordings are evidence: nothing erases them until the hold is lifted.</summary>
public sealed record LegalHoldSet(string By, string Reason) : JournalPayload;

/// <summary>What the centre keeps for how long holds again for the call's recordings.</summary>
public sealed record LegalHoldLifted(string By, string Reason) : JournalPayload;
