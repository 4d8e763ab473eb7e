using Gateway.Media.Recording.Sealing;

namespace Gateway.Media.Recording;

/// <summary>A recording that a crash left behind.</summary>
/// <param name="Path">Its final name; the name it still has when <paramref name="Error"/> is set.</param>
/// <param name="Sha256">Lower-case hex of the file's bytes; null when it could not be saved.</param>
/// <param name="Error">Why it could not be saved, or null.</param>
public sealed record SalvagedRecording(string Path, string? Sha256, TimeSpan Duration, long Bytes, string? Error)
{
    /// <summary>Half seconds of a sealed recording that could not be read any more, and are silence.</summary>
    public int Damaged { get; init; }
}

/// <summary>
/// Makes whole what a crash left: at start, before the first call. Safe to run again.
/// </summary>
public static class RecordingSalvage
{
    /// <summary>
    /// Takes every ".wav.part" and ".wav.sealed.part" below a folder: repairs the header to the samples that are there, cuts half a frame or
    /// what is not wholly sealed, syncs, hashes, renames. A file that cannot be saved stays as it is and is reported; the others go on.
    /// </summary>
    /// <param name="directory">Folder of recordings; need not exist.</param>
    /// <param name="files">The disk unless a test gives another.</param>
    /// <param name="keys">Of sealed recordings; one whose key is missing stays as it is.</param>
    public static IReadOnlyList<SalvagedRecording> Run(string directory, IRecordingFiles? files = null, RecordingKeys? keys = null)
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

        return
        [
            .. parts.Where(p => p.EndsWith(RecordingFileEnd.PlainEnding + RecordingFileEnd.PartEnding, StringComparison.Ordinal)
                    || p.EndsWith(RecordingFileEnd.SealedEnding + RecordingFileEnd.PartEnding, StringComparison.Ordinal))
                .Select(part => Save(files, part, keys ?? RecordingKeys.None)),
        ];
    }

    /// <summary>What a recording is that was finished before the crash, in the clear or sealed; null when there is none of that name.</summary>
    /// <param name="path">Final name, ending in ".wav".</param>
    public static SalvagedRecording? Whole(string path, IRecordingFiles? files = null)
    {
        files ??= new DiskRecordingFiles();
        try
        {
            var found = path + RecordingFileEnd.SealedEnding[RecordingFileEnd.PlainEnding.Length..];
            found = files.Exists(path) ? path : files.Exists(found) ? found : null;
            if (found is null)
            {
                return null;
            }

            using var file = files.Open(found);
            return new SalvagedRecording(found, RecordingFileEnd.Hash(file), DurationOf(file, found), file.Length, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new SalvagedRecording(path, null, TimeSpan.Zero, 0, e.Message);
        }
    }

    private static int ChannelsOf(string path) => RecordingFileEnd.LegOf(path) is null ? 2 : 1;

    private static TimeSpan DurationOf(IRecordingFile file, string path)
    {
        if (!RecordingFileEnd.IsSealed(path))
        {
            return WavHeader.Duration(file.Length - WavHeader.Length, ChannelsOf(path));
        }

        var bytes = new byte[SealedHeader.Length];
        var header = SealedHeader.Parse(bytes.AsSpan(0, file.Read(0, bytes)));
        return WavHeader.Duration(header.DataIn(file.Length), header.Channels);
    }

    private static SalvagedRecording Save(IRecordingFiles files, string part, RecordingKeys keys)
    {
        try
        {
            var file = files.Open(part);
            var (recording, data, damaged) = RecordingFileEnd.IsSealed(part[..^RecordingFileEnd.PartEnding.Length])
                ? Sealed(file, keys, ChannelsOf(part)) : Plain(file, ChannelsOf(part));
            using (recording)
            {
                var (path, hash, bytes) = RecordingFileEnd.Commit(files, recording, part, data);
                return new SalvagedRecording(path, hash, WavHeader.Duration(data, ChannelsOf(part)), bytes, null) { Damaged = damaged };
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new SalvagedRecording(part, null, TimeSpan.Zero, 0, e.Message);
        }
    }

    private static (IRecordingContainer Recording, long DataLength, int Damaged) Plain(IRecordingFile file, int channels)
    {
        var frame = WavHeader.FrameLength / 2 * channels;
        var data = Math.Clamp(file.Length - WavHeader.Length, 0, WavHeader.MostData) / frame * frame;
        return (new PlainRecording(file, channels), data, 0);
    }

    private static (IRecordingContainer Recording, long DataLength, int Damaged) Sealed(IRecordingFile file, RecordingKeys keys, int channels)
    {
        try
        {
            return SealedRecording.Salvage(file, keys, channels);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
