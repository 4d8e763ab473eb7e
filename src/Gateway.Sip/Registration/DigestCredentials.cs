using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Gateway.Sip.Messages;

namespace Gateway.Sip.Registration;

/// <summary>An Authorization or Proxy-Authorization value (RFC 7616 §3.4).</summary>
/// <param name="Uri">As the client wrote it; it is hashed as it stands.</param>
/// <param name="Response">Lower-case hex.</param>
/// <param name="Qop">"auth", or null for the way of RFC 2069 (§3.4.1 of RFC 7616 keeps it for old servers).</param>
/// <param name="NonceCount">nc; 0 without qop.</param>
public sealed record DigestCredentials(
    string Username, string Realm, string Nonce, string Uri, string Response, DigestAlgorithm Algorithm, string? Qop = null,
        uint NonceCount = 0,
    string? Cnonce = null, string? Opaque = null)
{
    /// <exception cref="SipFormatException">Names what is missing.</exception>
    public static DigestCredentials Parse(string text)
    {
        if (!DigestParameters.TryParse(text, out var list))
        {
            throw new SipFormatException("no readable Digest credentials");
        }

        if (!DigestAlgorithms.TryFrom(list.GetValueOrDefault("algorithm"), out var algorithm))
        {
            throw new SipFormatException($"digest algorithm not known: {list["algorithm"]}");
        }

        var qop = list.GetValueOrDefault("qop")?.ToLowerInvariant();
        uint count = 0;
        if (qop is not (null or "auth"))
        {
            throw new SipFormatException($"digest qop not known: {qop}");
        }

        if ((qop is not null || algorithm.IsSession()) && !list.ContainsKey("cnonce"))
        {
            throw new SipFormatException("digest without cnonce");
        }

        if (qop is not null && (list.GetValueOrDefault("nc") is not { Length: 8 } nc
            || !uint.TryParse(nc, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out count)))
        {
            throw new SipFormatException("digest nc is not 8 hex digits");
        }

        return new DigestCredentials(
            DigestParameters.Needed(list, "username"), DigestParameters.Needed(list, "realm"), DigestParameters.Needed(list, "nonce"),
            DigestParameters.Needed(list, "uri"), DigestParameters.Needed(list, "response").ToLowerInvariant(), algorithm, qop, count,
            list.GetValueOrDefault("cnonce"), list.GetValueOrDefault("opaque"));
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out DigestCredentials? credentials)
    {
        try
        {
            credentials = Parse(text);
            return true;
        }
        catch (SipFormatException)
        {
            credentials = null;
            return false;
        }
    }

    /// <summary>Answers a challenge.</summary>
    /// <param name="ha1">H(user:realm:password) of <see cref="DigestAlgorithms.Stored"/>, from <see cref="DigestResponse.Ha1"/>.</param>
    /// <param name="nonceCount">How often this nonce has been used, this time included; 1 at first.</param>
    public static DigestCredentials Answer(
        DigestChallenge challenge, string username, string ha1, SipMethod method, string uri, string cnonce, uint nonceCount = 1)
    {
        ArgumentNullException.ThrowIfNull(challenge);
        var hasCnonce = challenge.HasQop || challenge.Algorithm.IsSession();
        var open = new DigestCredentials(
            username, challenge.Realm, challenge.Nonce, uri, "", challenge.Algorithm, challenge.HasQop ? "auth" : null,
            challenge.HasQop ? nonceCount : 0, hasCnonce ? cnonce : null, challenge.Opaque);
        return open with { Response = DigestResponse.Compute(open, ha1, method) };
    }

    public override string ToString()
    {
        var text = new StringBuilder("Digest ");
        DigestParameters.Quoted(text, "username", Username);
        DigestParameters.Quoted(text, "realm", Realm);
        DigestParameters.Quoted(text, "nonce", Nonce);
        DigestParameters.Quoted(text, "uri", Uri);
        DigestParameters.Quoted(text, "response", Response);
        DigestParameters.Plain(text, "algorithm", Algorithm.Token());
        DigestParameters.Quoted(text, "cnonce", Cnonce);
        DigestParameters.Quoted(text, "opaque", Opaque);
        DigestParameters.Plain(text, "qop", Qop);
        DigestParameters.Plain(text, "nc", Qop is null ? null : NonceCount.ToString("x8", CultureInfo.InvariantCulture));
        return text.ToString();
    }
}
