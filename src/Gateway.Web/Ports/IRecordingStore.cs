using Gateway.Acd;

namespace Gateway.Web.Ports;

/// <summary>Finished recordings. Thread-safe.</summary>
public interface IRecordingStore
{
    /// <summary>What there is of a call's recordings, in progress or ended; null: no such call.</summary>
    ValueTask<RecordingSheet?> FindAsync(CallId id, CancellationToken cancellation);

    /// <summary>Opens one part, decrypted where it is sealed, or null when its file is not there. The caller disposes it.</summary>
    /// <param name="part">From 1, as in <see cref="RecordingSheet.Parts"/>.</param>
    /// <exception cref="IOException">The file is there but cannot be read; the message says why.</exception>
    ValueTask<RecordingContent?> OpenAsync(CallId id, int part, CancellationToken cancellation);
}

/// <summary>The recordings of a call and what was done with them.</summary>
/// <param name="Parts">In order of time: one for each run of the gateway that the call met, then those of calls back to the caller.</param>
/// <param name="Pauses">When they were paused, by whom and why.</param>
/// <param name="Hold">The legal hold under which nothing erases them; null: none.</param>
/// <param name="Trouble">What went wrong, in words.</param>
public sealed record RecordingSheet(
    IReadOnlyList<RecordingPart> Parts, IReadOnlyList<RecordingPauseView> Pauses, LegalHoldView? Hold, IReadOnlyList<string> Trouble)
{
    /// <summary>The part that is meant when none is named: the last one of the call itself that is there.</summary>
    public RecordingPart? Default => Parts.LastOrDefault(p => p is { ErasedAt: null, IsCallback: false, Track: null });
}

/// <summary>One file.</summary>
/// <param name="Part">Names it; from 1, never changes.</param>
/// <param name="IsCallback">Of a call back to the caller.</param>
/// <param name="Duration">Null: not known.</param>
/// <param name="Bytes">Of the file as it lies on the disk; null: not known.</param>
/// <param name="Sha256">Of the file as it lies on the disk, lower-case hex, as in the journal; null: not known.</param>
/// <param name="IsSalvaged">It was made whole after a crash.</param>
/// <param name="IsSealed">It lies encrypted on the disk.</param>
/// <param name="ErasedAt">When its file was deleted; null: it is there.</param>
/// <param name="ErasedBecause">"retention" or "disk_full".</param>
public sealed record RecordingPart(
    int Part,
    bool IsCallback,
    TimeSpan? Duration,
    long? Bytes,
    string? Sha256,
    bool IsSalvaged,
    bool IsSealed,
    DateTimeOffset? ErasedAt = null,
    string? ErasedBecause = null)
{
    /// <summary>Null: stereo. Else whose voice alone it is, e.g. "caller" or "agent 2001".</summary>
    public string? Track { get; init; }
}

/// <summary>A pause of the recording, from the INVITE on.</summary>
/// <param name="Until">Null while it lasts.</param>
/// <param name="Because">Why it ended: asked, limit, conversation_over, interrupted; null while it lasts.</param>
public sealed record RecordingPauseView(
    TimeSpan From, TimeSpan? Until, string By, AgentId Agent, string Reason, string? ContinuedBy, string? Because);

/// <summary>Who keeps the recordings as evidence, why, since when.</summary>
public sealed record LegalHoldView(string By, string Reason, DateTimeOffset At);

/// <summary>An open recording.</summary>
/// <param name="Stream">Seekable, so that players can ask for ranges (RFC 9110 §14).</param>
/// <param name="ContentType">E.g. "audio/wav".</param>
/// <param name="FinishedAt">When the file became whole.</param>
/// <param name="Sha256">Lower-case hex, as in the journal; null when not known.</param>
public sealed record RecordingContent(Stream Stream, string ContentType, DateTimeOffset FinishedAt, string? Sha256);
