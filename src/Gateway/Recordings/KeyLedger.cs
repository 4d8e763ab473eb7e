using Gateway.Media.Recording.Sealing;

namespace Gateway.Recordings;

/// <summary>
/// Which keys have sealed recordings of a folder: their ids and checks, which tell nothing about them, in a file beside the recordings. So a key
/// that was exchanged under its old id is an error of the configuration, and not a surprise before a court.
/// </summary>
internal static class KeyLedger
{
    public const string FileName = "recording-keys.txt";

    /// <summary>Check by id; empty when nothing was sealed here or the file cannot be read.</summary>
    public static IReadOnlyDictionary<string, string> Read(string directory)
    {
        try
        {
            var path = Path.Combine(directory, FileName);
            return File.Exists(path)
                ? File.ReadLines(path).Select(l => l.Split(' ')).Where(p => p.Length == 2)
                    .DistinctBy(p => p[0]).ToDictionary(p => p[0], p => p[1])
                : new Dictionary<string, string>();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Dictionary<string, string>();
        }
    }

    /// <summary>Writes down the keys that are new here.</summary>
    /// <exception cref="IOException">The disk says no.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder says no.</exception>
    public static void Note(string directory, RecordingKeys keys)
    {
        var known = Read(directory);
        var fresh = keys.All.Where(k => !known.ContainsKey(k.Id)).Select(k => $"{k.Id} {k.Check}").ToList();
        if (fresh.Count > 0)
        {
            Directory.CreateDirectory(directory);
            File.AppendAllLines(Path.Combine(directory, FileName), fresh);
        }
    }
}
