using System.Security.Cryptography;
using System.Text;

namespace Gateway.Sip.Registration;

/// <summary>
/// Hash algorithms of digest (RFC 7616 §6.1, RFC 8760) that the platform has; the session kinds bind HA1 to one nonce and cnonce.
/// </summary>
public enum DigestAlgorithm
{
    Md5,
    Md5Session,
    Sha256,
    Sha256Session,
}

/// <summary>Names and hashes of <see cref="DigestAlgorithm"/>.</summary>
public static class DigestAlgorithms
{
    /// <summary>As in the algorithm parameter.</summary>
    public static string Token(this DigestAlgorithm algorithm) => algorithm switch
    {
        DigestAlgorithm.Md5 => "MD5",
        DigestAlgorithm.Md5Session => "MD5-sess",
        DigestAlgorithm.Sha256 => "SHA-256",
        DigestAlgorithm.Sha256Session => "SHA-256-sess",
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
    };

    public static bool IsSession(this DigestAlgorithm algorithm) =>
        algorithm is DigestAlgorithm.Md5Session or DigestAlgorithm.Sha256Session;

    /// <summary>The algorithm whose H(user:realm:password) has to be kept for it.</summary>
    public static DigestAlgorithm Stored(this DigestAlgorithm algorithm) => algorithm switch
    {
        DigestAlgorithm.Md5Session => DigestAlgorithm.Md5,
        DigestAlgorithm.Sha256Session => DigestAlgorithm.Sha256,
        _ => algorithm,
    };

    /// <summary>False for an algorithm that is not known here. A missing parameter (null) is MD5 (RFC 7616 §3.3).</summary>
    public static bool TryFrom(string? token, out DigestAlgorithm algorithm)
    {
        algorithm = DigestAlgorithm.Md5;
        if (token is null)
        {
            return true;
        }

        foreach (var known in Enum.GetValues<DigestAlgorithm>())
        {
            if (known.Token().Equals(token, StringComparison.OrdinalIgnoreCase))
            {
                algorithm = known;
                return true;
            }
        }

        return false;
    }

    /// <summary>Lower-case hex of the hash of the UTF-8 text.</summary>
    public static string Hash(this DigestAlgorithm algorithm, string text) => Hash(algorithm, Encoding.UTF8.GetBytes(text));

    /// <summary>Lower-case hex of the hash.</summary>
    public static string Hash(this DigestAlgorithm algorithm, ReadOnlySpan<byte> bytes) =>
#pragma warning disable CA5351 // MD5 is what RFC 3261 §22.4 phones know; SHA-256 is offered first.
        Convert.ToHexStringLower(algorithm.Stored() == DigestAlgorithm.Md5 ? MD5.HashData(bytes) : SHA256.HashData(bytes));
#pragma warning restore CA5351
}
