using Gateway.Acd;

namespace Gateway.Calls.Journal;

/// <summary>An event as it is stored and hashed; see <see cref="JournalChain"/> for the layout.</summary>
/// <param name="Node">Name of the node whose chain this is.</param>
/// <param name="Number">From 1, without holes.</param>
/// <param name="At">UTC in whole microseconds.</param>
/// <param name="Elapsed">Since the call's INVITE, in whole microseconds.</param>
/// <param name="Salt">16 bytes; null when erased.</param>
/// <param name="Payload">Exactly as hashed; null when erased.</param>
/// <param name="ContentHash">SHA-256(salt || payload); stays when they are erased.</param>
/// <param name="Hash">This link of the chain.</param>
public sealed record JournalEvent(
    string Node,
    long Number,
    CallId? Call,
    DateTimeOffset At,
    TimeSpan? Elapsed,
    string Name,
    int Version,
    ReadOnlyMemory<byte>? Salt,
    ReadOnlyMemory<byte>? Payload,
    ReadOnlyMemory<byte> ContentHash,
    ReadOnlyMemory<byte> Hash)
{
    /// <summary>The person's data was erased; the chain still holds.</summary>
    public bool IsErased => Payload is null;

    /// <summary>The entry, or null when it was erased or written by a newer release.</summary>
    /// <exception cref="System.Text.Json.JsonException">The payload is not what its name and version promise.</exception>
    public JournalEntry? Read() =>
        Payload is { } bytes && JournalVocabulary.Read(Name, Version, bytes.Span) is { } payload
            ? new JournalEntry(Call, At, Elapsed, payload)
            : null;

    /// <summary>As <see cref="Read"/>; null also for a payload that cannot be read: it costs its own event only, and the chain's check names it.</summary>
    public JournalEntry? TryRead()
    {
        try
        {
            return Read();
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    /// <summary>The event without the person: salt and payload gone, hashes kept.</summary>
    public JournalEvent Erase() => this with { Salt = null, Payload = null };
}

/// <summary>Last link of a chain.</summary>
/// <param name="Number">0 when the chain is empty.</param>
/// <param name="Hash">32 bytes; zeros when the chain is empty.</param>
public sealed record JournalHead(string Node, long Number, ReadOnlyMemory<byte> Hash)
{
    public static JournalHead Empty(string node) => new(node, 0, new byte[JournalChain.HashSize]);

    public static JournalHead Of(JournalEvent last)
    {
        ArgumentNullException.ThrowIfNull(last);
        return new JournalHead(last.Node, last.Number, last.Hash);
    }
}
