using Gateway.Acd;

namespace Gateway.Web.Ports;

/// <summary>Finished recordings. Thread-safe.</summary>
public interface IRecordingStore
{
    /// <summary>Opens a finished recording, or null when there is none. The caller disposes it.</summary>
    /// <exception cref="IOException">The file is there but cannot be read.</exception>
    ValueTask<RecordingContent?> OpenAsync(CallId id, CancellationToken cancellation);
}

/// <summary>An open recording.</summary>
/// <param name="Stream">Seekable, so that players can ask for ranges (RFC 9110 §14).</param>
/// <param name="ContentType">E.g. "audio/wav".</param>
/// <param name="FinishedAt">When the file became whole.</param>
/// <param name="Sha256">Lower-case hex, as in the journal; null when not known.</param>
public sealed record RecordingContent(Stream Stream, string ContentType, DateTimeOffset FinishedAt, string? Sha256);
