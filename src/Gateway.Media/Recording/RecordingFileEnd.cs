using System.Security.Cryptography;

namespace Gateway.Media.Recording;

/// <summary>The last steps of a recording, for the writer and for salvage alike: header, sync, hash, final name.</summary>
internal static class RecordingFileEnd
{
    /// <summary>What a recording is called until it is whole.</summary>
    public const string PartEnding = ".wav.part";

    private const int BufferLength = 64 * 1024;

    /// <summary>Writes the header for the samples present, syncs, hashes and renames.</summary>
    /// <returns>The final path, which has a number when the name was taken; the hash in lower-case hex.</returns>
    public static (string Path, string Sha256) Commit(IRecordingFiles files, IRecordingFile file, string partPath, long dataLength)
    {
        WriteHeader(file, dataLength);
        file.Truncate(WavHeader.Length + dataLength);
        file.Sync();
        var hash = Hash(file);
        var path = partPath[..^".part".Length];
        path = files.Exists(path) ? FreeName(files, path) : path;
        files.Rename(partPath, path);
        return (path, hash);
    }

    public static void WriteHeader(IRecordingFile file, long dataLength)
    {
        Span<byte> header = stackalloc byte[WavHeader.Length];
        WavHeader.Write(header, dataLength);
        file.Write(0, header);
    }

    /// <summary>SHA-256 of the file in lower-case hex.</summary>
    public static string Hash(IRecordingFile file)
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
    public static string FreeName(IRecordingFiles files, string path)
    {
        var free = path;
        for (var number = 2; files.Exists(free) || files.Exists(free + ".part"); number++)
        {
            free = $"{path[..^".wav".Length]}-{number}.wav";
        }

        return free;
    }
}
