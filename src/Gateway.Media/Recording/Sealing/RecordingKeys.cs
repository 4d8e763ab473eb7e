using System.Buffers;
using System.Security.Cryptography;

namespace Gateway.Media.Recording.Sealing;

/// <summary>A key that seals recordings: 256 bits by id. Immutable; never printed.</summary>
public sealed class RecordingKey
{
    /// <summary>Octets of a key.</summary>
    public const int Length = 32;

    /// <summary>Most octets of an id.</summary>
    public const int LongestId = 63;

    private static readonly byte[] CheckInfo = [.. "112 gateway recording key check"u8];
    private static readonly byte[] FileInfo = [.. "112 gateway recording 1"u8];

    private readonly byte[] _key;

    /// <param name="id">1 to <see cref="LongestId"/> ASCII characters; stands in the clear in each file.</param>
    /// <param name="key">Exactly <see cref="Length"/> octets, from a good random source.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public RecordingKey(string id, ReadOnlySpan<byte> key)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        if (id.Length > LongestId || !System.Text.Ascii.IsValid(id) || key.Length != Length)
        {
            throw new ArgumentException($"A key has {Length} octets and an id of 1 to {LongestId} ASCII characters.", nameof(key));
        }

        Id = id;
        _key = key.ToArray();
        Check = Convert.ToHexStringLower(HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, SealedHeader.CheckLength, info: CheckInfo));
    }

    public string Id { get; }

    /// <summary>Tells two keys of one id apart and says nothing about either (RFC 5869): lower-case hex.</summary>
    public string Check { get; }

    /// <summary>A key from text: 64 hexadecimal digits, or base64 of 32 octets; null for anything else.</summary>
    public static RecordingKey? Parse(string id, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var key = new byte[Length];
        if (text.Length == 2 * Length && Convert.FromHexString(text, key, out _, out var hex) == OperationStatus.Done && hex == Length)
        {
            return new RecordingKey(id, key);
        }

        return Convert.TryFromBase64String(text, key, out var written) && written == Length ? new RecordingKey(id, key) : null;
    }

    /// <summary>Each file has a key of its own, so that random nonces never meet (RFC 5869).</summary>
    internal byte[] ForFile(ReadOnlySpan<byte> salt)
    {
        var derived = new byte[Length];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, derived, salt, FileInfo);
        return derived;
    }
}

/// <summary>Keys by age: the first seals what is recorded now, all of them open what is there. Immutable.</summary>
public sealed class RecordingKeys(IReadOnlyList<RecordingKey> newestFirst)
{
    /// <summary>Recordings are written in the clear, and sealed ones cannot be opened.</summary>
    public static readonly RecordingKeys None = new([]);

    public IReadOnlyList<RecordingKey> All { get; } = newestFirst;

    /// <summary>Seals new recordings; null: they are written in the clear.</summary>
    public RecordingKey? Newest => All.Count > 0 ? All[0] : null;

    public RecordingKey? Find(string id) => All.FirstOrDefault(k => k.Id == id);
}

/// <summary>A sealed recording that cannot be opened: no such key, cut off, changed. The message says which, and what to do.</summary>
public sealed class SealedRecordingException : IOException
{
    public SealedRecordingException()
    {
    }

    public SealedRecordingException(string message)
        : base(message)
    {
    }

    public SealedRecordingException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
