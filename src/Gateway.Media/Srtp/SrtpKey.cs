using System.Security.Cryptography;
using System.Text;

namespace Gateway.Media.Srtp;

/// <summary>A master key and salt with the suite that they are for. Immutable; its text names the suite and never the key.</summary>
public sealed class SrtpKey : IEquatable<SrtpKey>
{
    private readonly byte[] _keyAndSalt;

    /// <param name="keyAndSalt">Key, then salt, of the suite's lengths.</param>
    /// <exception cref="ArgumentException">Wrong length.</exception>
    public SrtpKey(SrtpSuite suite, ReadOnlySpan<byte> keyAndSalt)
    {
        if (keyAndSalt.Length != suite.KeyLength() + suite.SaltLength())
        {
            throw new ArgumentException($"{suite.Name()} takes {suite.KeyLength() + suite.SaltLength()} octets", nameof(keyAndSalt));
        }

        Suite = suite;
        _keyAndSalt = keyAndSalt.ToArray();
    }

    public SrtpSuite Suite { get; }

    internal ReadOnlySpan<byte> Key => _keyAndSalt.AsSpan(0, Suite.KeyLength());

    internal ReadOnlySpan<byte> Salt => _keyAndSalt.AsSpan(Suite.KeyLength());

    /// <summary>A key that follows from a secret: the same one for the same suite, and for each suite another (HKDF, RFC 5869 §2.3).</summary>
    /// <param name="secret">At least 32 octets from a cryptographic source; one secret a leg.</param>
    public static SrtpKey From(ReadOnlySpan<byte> secret, SrtpSuite suite)
    {
        Span<byte> keyAndSalt = stackalloc byte[suite.KeyLength() + suite.SaltLength()];
        HKDF.Expand(HashAlgorithmName.SHA256, secret, keyAndSalt, Encoding.ASCII.GetBytes(suite.Name()));
        return new SrtpKey(suite, keyAndSalt);
    }

    /// <summary>Key and salt as in a=crypto (RFC 4568 §6.1): for the peer's eyes only.</summary>
    internal string ToInline() => Convert.ToBase64String(_keyAndSalt);

    public bool Equals(SrtpKey? other) =>
        other is not null && Suite == other.Suite && CryptographicOperations.FixedTimeEquals(_keyAndSalt, other._keyAndSalt);

    public override bool Equals(object? obj) => Equals(obj as SrtpKey);

    public override int GetHashCode() => HashCode.Combine(Suite, _keyAndSalt[0], _keyAndSalt[1]);

    public override string ToString() => $"{Suite.Name()} key";
}

/// <summary>What a leg's SRTP runs with.</summary>
/// <param name="Own">Protects what we send.</param>
/// <param name="Peer">Protects what the peer sends; of the same suite.</param>
public sealed record SrtpKeys(SrtpKey Own, SrtpKey Peer)
{
    /// <summary>The master key identifier that the peer's packets carry (RFC 3711 §3.1), in hex; empty: none.</summary>
    public string PeerMki { get; init; } = "";
}
