using Gateway.Acd;
using Gateway.Calls.Records;
using Gateway.Media.Recording;
using Gateway.Media.Recording.Sealing;
using Gateway.Storage.Records;
using Gateway.Web.Ports;

namespace Gateway.NocPorts;

/// <summary>
/// Committed recordings by call; sealed ones are opened with their key. A path in the journal that leads out of the recordings' folder is not
/// followed.
/// </summary>
internal sealed class RecordingFiles(IRecordStore records, string? directory, Func<RecordingKeys> keys) : IRecordingStore
{
    public ValueTask<RecordingSheet?> FindAsync(CallId id, CancellationToken cancellation) =>
        ValueTask.FromResult(records.Find(id) is { } record ? Sheet(record) : null);

    public ValueTask<RecordingContent?> OpenAsync(CallId id, int part, CancellationToken cancellation)
    {
        if (directory is null || records.Find(id) is not { } record || PathOf(record, part) is not { } known)
        {
            return ValueTask.FromResult<RecordingContent?>(null);
        }

        var path = Path.GetFullPath(known, directory);
        if (!path.StartsWith(Path.GetFullPath(directory) + Path.DirectorySeparatorChar, StringComparison.Ordinal) || !File.Exists(path))
        {
            return ValueTask.FromResult<RecordingContent?>(null);
        }

        const FileShare share = FileShare.ReadWrite | FileShare.Delete;
        Stream stream = new FileStream(path, FileMode.Open, FileAccess.Read, share, 64 * 1024, FileOptions.Asynchronous);
        stream = RecordingFileEnd.IsSealed(path) ? SealedRecordingStream.Open(stream, keys()) : stream;
        var sha256 = record.Recordings.FirstOrDefault(r => r.Path == known)?.Sha256;
        return ValueTask.FromResult<RecordingContent?>(new RecordingContent(stream, "audio/wav", File.GetLastWriteTimeUtc(path), sha256));
    }

    /// <summary>Numbers of the stereo parts whose files are kept.</summary>
    public static IReadOnlyList<int> Kept(CallRecord record) =>
        [.. Sheet(record).Parts.Where(p => p is { ErasedAt: null, Track: null }).Select(p => p.Part)];

    private static string? PathOf(CallRecord record, int part) =>
        record.Recordings.Select(r => r.Path).Concat(record.CallbackRecordings).ElementAtOrDefault(part - 1);

    private static RecordingSheet Sheet(CallRecord record)
    {
        var own = record.Recordings.Select((r, i) => new RecordingPart(
            i + 1, false, TimeSpan.FromMilliseconds(r.DurationMs), r.Bytes, r.Sha256, r.Salvaged, RecordingFileEnd.IsSealed(r.Path),
            Erasure(record, r.Path)?.At, Erasure(record, r.Path)?.Reason)
        {
            Track = r.Track,
        });
        var back = record.CallbackRecordings.Select((path, i) => new RecordingPart(
            record.Recordings.Count + i + 1, true, null, null, null, false, RecordingFileEnd.IsSealed(path),
            Erasure(record, path)?.At, Erasure(record, path)?.Reason));
        return new RecordingSheet(
            [.. own, .. back],
            [.. record.Pauses.Select(p => new RecordingPauseView(p.From, p.Until, p.By, new AgentId(p.Agent), p.Reason, p.ContinuedBy, p.Because))],
            record.Hold is { } hold ? new LegalHoldView(hold.By, hold.Reason, hold.At) : null,
            record.RecordingTrouble);
    }

    private static RecordingErasure? Erasure(CallRecord record, string path) => record.Erasures.FirstOrDefault(e => e.Path == path);
}
