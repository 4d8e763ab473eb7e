using System.Security.Cryptography;
using System.Text;
using Gateway.Sip.Messages;

namespace Gateway.Sip.Registration;

/// <summary>
/// Digest arithmetic (RFC 7616 §3.4.1 to §3.4.3). Nonce age and nonce count are checked by who hands nonces out. Pure; any thread.
/// </summary>
public static class DigestResponse
{
    /// <summary>H(user:realm:password) as lower-case hex: what a server keeps in place of the password, one per algorithm.</summary>
    public static string Ha1(DigestAlgorithm algorithm, string username, string realm, string password) =>
        algorithm.Stored().Hash($"{username}:{realm}:{password}");

    /// <summary>The response that belongs to these credentials, whatever they claim, as lower-case hex.</summary>
    /// <param name="ha1">Of <see cref="DigestAlgorithms.Stored"/> of their algorithm.</param>
    public static string Compute(DigestCredentials credentials, string ha1, SipMethod method)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        ArgumentNullException.ThrowIfNull(ha1);
        var algorithm = credentials.Algorithm;
        var a1 = algorithm.IsSession() ? algorithm.Hash($"{ha1.ToLowerInvariant()}:{credentials.Nonce}:{credentials.Cnonce}")
            : ha1.ToLowerInvariant();
        var a2 = algorithm.Hash($"{method.Name}:{credentials.Uri}");
        return algorithm.Hash(credentials.Qop is { } qop
            ? $"{a1}:{credentials.Nonce}:{credentials.NonceCount:x8}:{credentials.Cnonce}:{qop}:{a2}"
            : $"{a1}:{credentials.Nonce}:{a2}");
    }

    /// <summary>True when the password behind <paramref name="ha1"/> was known. Takes the same time wherever the texts differ.</summary>
    public static bool IsRight(DigestCredentials credentials, string ha1, SipMethod method) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Compute(credentials, ha1, method)), Encoding.UTF8.GetBytes(credentials.Response));
}
