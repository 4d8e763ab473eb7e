using System.Security.Cryptography;
using Gateway.Calls.Journal;

namespace Gateway.Storage.Journal;

/// <summary>How a node's journal is kept.</summary>
/// <param name="Path">The database file; its folder is made.</param>
/// <param name="Node">Name of this node; a file belongs to one node for ever.</param>
public sealed record SqliteJournalOptions(string Path, string Node)
{
    /// <summary>Events that may wait for the disk: some 100 bytes to 2 KiB each. At 20 calls/s, 100,000 are about five minutes.</summary>
    public int Backlog { get; init; } = 100_000;

    /// <summary>Events in one commit at most.</summary>
    public int GroupSize { get; init; } = 1_000;

    /// <summary>
    /// File that the head is written to at most once a minute, best on another disk or a share, so that a cut tail shows at the next start;
    /// null: none.
    /// </summary>
    public string? AnchorPath { get; init; }

    /// <summary>16 random bytes per event. Not for changing, except in simulation.</summary>
    public Func<byte[]> Salt { get; init; } = static () => RandomNumberGenerator.GetBytes(JournalChain.SaltSize);

    /// <summary>Told of trouble and of its end, on the journal's thread; must return at once and never throw.</summary>
    public Action<StorageAlarm> OnAlarm { get; init; } = static _ => { };
}
