using System.Globalization;
using Gateway.Calls.Journal;

namespace Gateway.Storage.Journal;

/// <summary>The last known head in a small file of its own: one line "UTC node number hash", replaced whole.</summary>
public static class JournalAnchor
{
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, JournalHead head, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(head);
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{now.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'} {head.Node} {head.Number} {Convert.ToHexStringLower(head.Hash.Span)}\n");
        var fresh = path + ".new";
        using (var file = new FileStream(fresh, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(line));
            file.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
    }

    /// <summary>The head that was anchored, or null when there is none that can be read.</summary>
    public static JournalHead? Read(string path)
    {
        try
        {
            var words = File.ReadAllText(path).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            return words.Length == 4 && long.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? new JournalHead(words[1], number, Convert.FromHexString(words[3]))
                : null;
        }
        catch (Exception fault) when (fault is IOException or FormatException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
