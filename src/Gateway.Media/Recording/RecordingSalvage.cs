namespace Gateway.Media.Recording;

/// <summary>A recording that a crash left behind.</summary>
/// <param name="Path">Its final name; the name it still has when <paramref name="Error"/> is set.</param>
/// <param name="Sha256">Lower-case hex of the file's bytes; null when it could not be saved.</param>
/// <param name="Error">Why it could not be saved, or null.</param>
public sealed record SalvagedRecording(string Path, string? Sha256, TimeSpan Duration, long Bytes, string? Error);

/// <summary>
/// Makes whole what a crash left: at start, before the first call. Safe to run again.
/// </summary>
public static class RecordingSalvage
{
    /// <summary>
    /// Takes every ".wav.part" below a folder: repairs the header to the samples that are there, cuts half a frame, syncs, hashes, renames.
    /// A file that cannot be saved stays as it is and is reported; the others go on.
    /// </summary>
    /// <param name="directory">Folder of recordings; need not exist.</param>
    /// <param name="files">The disk unless a test gives another.</param>
    public static IReadOnlyList<SalvagedRecording> Run(string directory, IRecordingFiles? files = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        files ??= new DiskRecordingFiles();
        IReadOnlyList<string> parts;
        try
        {
            parts = files.Find(directory, RecordingFileEnd.PartEnding);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [new SalvagedRecording(directory, null, TimeSpan.Zero, 0, $"The folder cannot be read: {e.Message}")];
        }

        return [.. parts.Select(part => Save(files, part))];
    }

    /// <summary>What a recording is that was finished before the crash; null when there is none of that name.</summary>
    /// <param name="path">Final name.</param>
    public static SalvagedRecording? Whole(string path, IRecordingFiles? files = null)
    {
        files ??= new DiskRecordingFiles();
        try
        {
            if (!files.Exists(path))
            {
                return null;
            }

            using var file = files.Open(path);
            return new SalvagedRecording(path, RecordingFileEnd.Hash(file), WavHeader.Duration(file.Length - WavHeader.Length), file.Length, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new SalvagedRecording(path, null, TimeSpan.Zero, 0, e.Message);
        }
    }

    private static SalvagedRecording Save(IRecordingFiles files, string part)
    {
        try
        {
            using var file = files.Open(part);
            var data = Math.Clamp(file.Length - WavHeader.Length, 0, WavHeader.MostData) / WavHeader.FrameLength * WavHeader.FrameLength;
            var (path, hash) = RecordingFileEnd.Commit(files, file, part, data);
            return new SalvagedRecording(path, hash, WavHeader.Duration(data), WavHeader.Length + data, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new SalvagedRecording(part, null, TimeSpan.Zero, 0, e.Message);
        }
    }
}
