using System.Security.Cryptography;

namespace Gateway.Media.Recording;

/// <summary>Names of recordings, and their last steps for the writer and for salvage alike: header, sync, hash, final name.</summary>
public static class RecordingFileEnd
{
    /// <summary>A WAV file.</summary>
    public const string PlainEnding = ".wav";

    /// <summary>A WAV file sealed with a key (<see cref="Sealing"/>).</summary>
    public const string SealedEnding = ".wav.sealed";

    /// <summary>Behind the name until a recording is whole.</summary>
    public const string PartEnding = ".part";

    private const int BufferLength = 64 * 1024;

    /// <summary>Of one leg's voice: "call.wav" becomes "call.leg2.wav".</summary>
    /// <param name="leg">From 1, in the order in which the call's legs were opened.</param>
    internal static string LegName(string name, int leg) => Path.ChangeExtension(name, $".leg{leg}{PlainEnding}");

    /// <summary>"leg2" for a file of one leg's voice; null for a stereo one. Call ids have no dot.</summary>
    public static string? LegOf(string path) => Path.GetFileName(path).Split('.', '-').Skip(1)
        .FirstOrDefault(p => p.Length > 3 && p.StartsWith("leg", StringComparison.Ordinal) && p[3..].All(char.IsAsciiDigit));

    public static bool IsSealed(string path) => path.EndsWith(SealedEnding, StringComparison.Ordinal);

    /// <summary>Completes the samples, syncs, hashes and renames.</summary>
    /// <returns>The final path, which has a number when the name was taken; SHA-256 of the file as it lies on the disk, in lower-case hex.</returns>
    internal static (string Path, string Sha256, long Bytes) Commit(
        IRecordingFiles files, IRecordingContainer recording, string partPath, long dataLength)
    {
        recording.Complete(dataLength);
        recording.File.Sync();
        var hash = Hash(recording.File);
        var path = partPath[..^PartEnding.Length];
        path = files.Exists(path) ? FreeName(files, path) : path;
        files.Rename(partPath, path);
        return (path, hash, recording.File.Length);
    }

    /// <summary>SHA-256 of the file in lower-case hex.</summary>
    internal static string Hash(IRecordingFile file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferLength];
        for (long offset = 0; file.Read(offset, buffer) is > 0 and var read; offset += read)
        {
            hash.AppendData(buffer, 0, read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>A recording is evidence: an existing one is never replaced.</summary>
    internal static string FreeName(IRecordingFiles files, string path)
    {
        var ending = IsSealed(path) ? SealedEnding : PlainEnding;
        var free = path;
        for (var number = 2; files.Exists(free) || files.Exists(free + PartEnding); number++)
        {
            free = $"{path[..^ending.Length]}-{number}{ending}";
        }

        return free;
    }
}
