using System.Text;
using Gateway.Sip.Messages;

namespace Gateway.Sip.Registration;

/// <summary>
/// A WWW-Authenticate or Proxy-Authenticate value (RFC 7616 §3.3). Nonces are the caller's: this is arithmetic and text only.
/// </summary>
/// <param name="Stale">The nonce was too old, the password right: the client tries again without asking anybody.</param>
/// <param name="HasQop">qop="auth" is offered; without it the response is computed as in RFC 2069.</param>
public sealed record DigestChallenge(
    string Realm, string Nonce, DigestAlgorithm Algorithm, string? Opaque = null, bool Stale = false, bool HasQop = true)
{
    /// <summary>
    /// The header lines to write: SHA-256 first, then MD5 for phones that know nothing else (RFC 8760 §2.3: most preferred first).
    /// </summary>
    /// <param name="headerName">"WWW-Authenticate" or "Proxy-Authenticate".</param>
    public static IReadOnlyList<HeaderField> Lines(string headerName, string realm, string nonce, bool stale = false,
        string? opaque = null, IReadOnlyList<DigestAlgorithm>? algorithms = null) =>
    [
        .. (algorithms ?? [DigestAlgorithm.Sha256, DigestAlgorithm.Md5])
            .Select(a => new HeaderField(headerName, new DigestChallenge(realm, nonce, a, opaque, stale).ToString())),
    ];

    /// <summary>False for another scheme, an algorithm or qop that is not known here, or a value that is not readable.</summary>
    public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out DigestChallenge? challenge)
    {
        challenge = null;
        if (!DigestParameters.TryParse(text, out var list)
            || !list.TryGetValue("realm", out var realm)
            || !list.TryGetValue("nonce", out var nonce)
            || !DigestAlgorithms.TryFrom(list.GetValueOrDefault("algorithm"), out var algorithm))
        {
            return false;
        }

        var offered = list.GetValueOrDefault("qop")?.Split(',', StringSplitOptions.TrimEntries);
        if (offered is not null && !offered.Contains("auth", StringComparer.OrdinalIgnoreCase))
        {
            return false;
        }

        challenge = new DigestChallenge(
            realm, nonce, algorithm, list.GetValueOrDefault("opaque"),
                "true".Equals(list.GetValueOrDefault("stale"), StringComparison.OrdinalIgnoreCase),
            offered is not null);
        return true;
    }

    /// <summary>
    /// The strongest challenge of a 401 or 407 that can be answered; null when there is none. SHA-256 wins over MD5, else wire order.
    /// </summary>
    public static DigestChallenge? Best(HeaderList headers, string headerName)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return headers.Lines(headerName).Take(16).Select(l => TryParse(l, out var challenge) ? challenge : null).OfType<DigestChallenge>()
            .OrderBy(c => c.Algorithm.Stored() == DigestAlgorithm.Sha256 ? 0 : 1).FirstOrDefault();
    }

    public override string ToString()
    {
        var text = new StringBuilder("Digest ");
        DigestParameters.Quoted(text, "realm", Realm);
        DigestParameters.Quoted(text, "nonce", Nonce);
        DigestParameters.Quoted(text, "opaque", Opaque);
        DigestParameters.Plain(text, "stale", Stale ? "true" : null);
        DigestParameters.Plain(text, "algorithm", Algorithm.Token());
        DigestParameters.Plain(text, "qop", HasQop ? "\"auth\"" : null);
        return text.ToString();
    }
}
