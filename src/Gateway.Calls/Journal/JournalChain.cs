using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Gateway.Acd;

namespace Gateway.Calls.Journal;

/// <summary>
/// The hash chain of a node's journal. This layout is fixed for ever; journals outlive releases.
/// <code>
/// content hash = SHA-256( salt[16] || payload )
/// hash(n)      = SHA-256( hash(n-1)[32] || header || content hash[32] )        hash(0) = 32 zero bytes
///
/// header, integers big-endian two's complement, texts as u16 byte length and UTF-8 without BOM:
///   bytes[4]  "GJ01"       format of this header
///   text      node
///   i64       number       from 1
///   text      call         "" for an event without a call
///   i64       at           microseconds since 1970-01-01T00:00:00Z
///   i64       elapsed      microseconds since the call's INVITE; i64 minimum for an event without a call
///   text      name         wire name
///   u16       version
/// </code>
/// Erasing salt and payload keeps the content hash, hence the chain; without the salt a short payload cannot be guessed from it.
/// Pure and thread-safe.
/// </summary>
public static class JournalChain
{
    public const int HashSize = SHA256.HashSizeInBytes;
    public const int SaltSize = 16;

    private const long NoElapsed = long.MinValue;

    /// <summary>Makes the next event of a chain.</summary>
    /// <param name="head">The link before.</param>
    /// <param name="salt">16 random bytes, fresh for each event; kept, not copied.</param>
    public static JournalEvent Next(JournalHead head, JournalEntry entry, byte[] salt)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(salt);
        ArgumentOutOfRangeException.ThrowIfNotEqual(salt.Length, SaltSize, nameof(salt));
        var (name, version, payload) = JournalVocabulary.Write(entry.Payload);
        var at = FromMicroseconds(Microseconds(entry.At));
        TimeSpan? elapsed = entry.Elapsed is { } e ? TimeSpan.FromMicroseconds(Microseconds(e)) : null;
        var number = head.Number + 1;
        var content = ContentHash(salt, payload);
        var hash = Hash(head.Hash.Span, Header(head.Node, number, entry.Call, at, elapsed, name, version), content);
        return new JournalEvent(head.Node, number, entry.Call, at, elapsed, name, version, salt, payload, content, hash);
    }

    /// <summary>SHA-256(salt || payload).</summary>
    public static byte[] ContentHash(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> payload)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(salt);
        sha.AppendData(payload);
        return sha.GetHashAndReset();
    }

    /// <summary>SHA-256(previous || header || content hash).</summary>
    public static byte[] Hash(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> header, ReadOnlySpan<byte> contentHash)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(previous);
        sha.AppendData(header);
        sha.AppendData(contentHash);
        return sha.GetHashAndReset();
    }

    /// <summary>The header's bytes in the layout above.</summary>
    public static byte[] Header(JournalEvent journalEvent)
    {
        ArgumentNullException.ThrowIfNull(journalEvent);
        var e = journalEvent;
        return Header(e.Node, e.Number, e.Call, e.At, e.Elapsed, e.Name, e.Version);
    }

    /// <summary>Checks one link: its number, its content hash (unless erased) and its hash.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? Check(JournalHead previous, JournalEvent next)
    {
        ArgumentNullException.ThrowIfNull(previous);
        ArgumentNullException.ThrowIfNull(next);
        if (next.Node != previous.Node)
        {
            return $"event {next.Number} is of node {next.Node}, not {previous.Node}";
        }

        if (next.Number != previous.Number + 1)
        {
            return $"event {previous.Number + 1} is missing: {next.Number} follows {previous.Number}";
        }

        if (next is { Salt: { } salt, Payload: { } payload })
        {
            if (!ContentHash(salt.Span, payload.Span).AsSpan().SequenceEqual(next.ContentHash.Span))
            {
                return $"event {next.Number}: the payload was changed";
            }
        }
        else if (next.Salt is not null || next.Payload is not null)
        {
            return $"event {next.Number} is half erased";
        }

        return Hash(previous.Hash.Span, Header(next), next.ContentHash.Span).AsSpan().SequenceEqual(next.Hash.Span)
            ? null
            : $"event {next.Number}: the chain is broken here";
    }

    internal static long Microseconds(DateTimeOffset at) =>
        FloorDivide(at.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks, TimeSpan.TicksPerMicrosecond);

    internal static DateTimeOffset FromMicroseconds(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    internal static long Microseconds(TimeSpan elapsed) => FloorDivide(elapsed.Ticks, TimeSpan.TicksPerMicrosecond);

    private static long FloorDivide(long value, long by) => (value - (((value % by) + by) % by)) / by;

    private static byte[] Header(string node, long number, CallId? call, DateTimeOffset at, TimeSpan? elapsed, string name, int version)
    {
        var callText = call?.Value ?? "";
        var buffer = new byte[4 + Size(node) + 8 + Size(callText) + 8 + 8 + Size(name) + 2];
        "GJ01"u8.CopyTo(buffer);
        var rest = buffer.AsSpan(4);
        WriteText(ref rest, node);
        WriteNumber(ref rest, number);
        WriteText(ref rest, callText);
        WriteNumber(ref rest, Microseconds(at));
        WriteNumber(ref rest, elapsed is { } e ? Microseconds(e) : NoElapsed);
        WriteText(ref rest, name);
        BinaryPrimitives.WriteUInt16BigEndian(rest, checked((ushort)version));
        return buffer;
    }

    private static int Size(string text) => 2 + Encoding.UTF8.GetByteCount(text);

    private static void WriteText(ref Span<byte> rest, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, rest[2..]);
        BinaryPrimitives.WriteUInt16BigEndian(rest, checked((ushort)length));
        rest = rest[(2 + length)..];
    }

    private static void WriteNumber(ref Span<byte> rest, long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(rest, number);
        rest = rest[8..];
    }
}
