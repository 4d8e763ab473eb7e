using Gateway.Acd;
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
    public ValueTask<RecordingContent?> OpenAsync(CallId id, CancellationToken cancellation)
    {
        if (directory is null || records.Find(id)?.Recording is not { } recording)
        {
            return ValueTask.FromResult<RecordingContent?>(null);
        }

        var path = Path.GetFullPath(recording.Path, directory);
        if (!path.StartsWith(Path.GetFullPath(directory) + Path.DirectorySeparatorChar, StringComparison.Ordinal) || !File.Exists(path))
        {
            return ValueTask.FromResult<RecordingContent?>(null);
        }

        Stream stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 * 1024, FileOptions.Asynchronous);
        stream = RecordingFileEnd.IsSealed(path) ? SealedRecordingStream.Open(stream, keys()) : stream;
        return ValueTask.FromResult<RecordingContent?>(new RecordingContent(stream, "audio/wav", File.GetLastWriteTimeUtc(path), recording.Sha256));
    }
}
