using System.Net;
using System.Security.Cryptography;
using Gateway.Sip.Messages;

namespace Gateway.Sip.Registration;

/// <summary>
/// Digest for requests to us (RFC 3261 §22.2, RFC 7616, RFC 8760): offers SHA-256 and MD5; signed nonces that age and that are good only from the
/// address they were sent to; each nonce count once. An unknown user and a wrong password get the same answer after the same work. The digest-uri is
/// not compared with the Request-URI, which proxies rewrite: method, nonce and count are bound.
/// <see cref="Challenge"/> and <see cref="Claim"/>: any thread; <see cref="Check"/>: one owner.
/// </summary>
public sealed class DigestAuthenticator
{
    private readonly DigestOptions _options;
    private readonly DigestNonces _nonces;
    private readonly Dictionary<DigestAlgorithm, string> _nobody;

    /// <param name="key">Signs the nonces; at least 16 random bytes. Another key (after a restart) makes old nonces foreign.</param>
    /// <param name="ids">Source of the nonces' tokens.</param>
    public DigestAuthenticator(DigestOptions options, byte[] key, ISipIds ids)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentOutOfRangeException.ThrowIfLessThan(key.Length, 16, nameof(key));
        _options = options;
        _nonces = new DigestNonces(key, options, ids.NewToken);
        _nobody = new[] { DigestAlgorithm.Md5, DigestAlgorithm.Sha256 }.ToDictionary(
            a => a, a => DigestResponse.Ha1(a, "", options.Realm, Convert.ToHexString(HMACSHA256.HashData(key, "nobody"u8))));
    }

    /// <summary>Nonces whose counts are remembered now.</summary>
    public int RememberedNonces => _nonces.Remembered;

    /// <param name="ha1">
    /// H(user:realm:password) for a user name and <see cref="DigestAlgorithm.Md5"/> or <see cref="DigestAlgorithm.Sha256"/>, or null for an unknown
    /// user, or one to whom that algorithm is not offered. A look-up, no computation, so that its time tells nothing.
    /// </param>
    /// <param name="now">From a clock that does not step.</param>
    /// <param name="source">Where the request came from: a nonce is good for one address. Null: any.</param>
    /// <param name="algorithms">Offered to the user named in To; null: <see cref="DigestOptions.Algorithms"/>.</param>
    public DigestVerdict Check(
        SipRequest request, Func<string, DigestAlgorithm, string?> ha1, DateTimeOffset now, IPAddress? source = null,
        IReadOnlyList<DigestAlgorithm>? algorithms = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(ha1);
        var refusal = Read(request, out var credentials);
        if (credentials is not null)
        {
            if (Refusal(credentials, request.Method, ha1, now, Text(source)) is not { } reason)
            {
                return new DigestVerdict.Accepted(credentials.Username);
            }

            refusal = reason;
        }

        // stale=true only to somebody who knows the password: it lets a phone try again without asking its user.
        var stale = refusal is DigestRefusal.StaleNonce or DigestRefusal.Replayed;
        return new DigestVerdict.Challenged(Challenge(now, source, algorithms, stale), refusal);
    }

    /// <summary>A 401 with a new nonce for that source.</summary>
    public ResponseSpec Challenge(
        DateTimeOffset now, IPAddress? source = null, IReadOnlyList<DigestAlgorithm>? algorithms = null, bool stale = false) =>
        new(
            StatusCode.Unauthorized,
            Headers: DigestChallenge.Lines(
                "WWW-Authenticate", _options.Realm, _nonces.New(now, Text(source)), stale, algorithms: algorithms ?? _options.Algorithms));

    /// <summary>Who a request says it is; null when it brings no credentials for our realm. Nothing is believed yet.</summary>
    public DigestClaim? Claim(SipRequest request, IPAddress? source)
    {
        ArgumentNullException.ThrowIfNull(request);
        Read(request, out var credentials);
        return credentials is null ? null : new DigestClaim(credentials.Username, _nonces.IsOurs(credentials.Nonce, Text(source), out _));
    }

    private static string Text(IPAddress? source) => source is null ? "" : (source.IsIPv4MappedToIPv6 ? source.MapToIPv4() : source).ToString();

    private DigestRefusal Read(SipRequest request, out DigestCredentials? credentials)
    {
        var refusal = DigestRefusal.NoCredentials;
        foreach (var line in request.Headers.Lines("Authorization").Take(4))
        {
            if (!DigestCredentials.TryParse(line, out credentials))
            {
                refusal = DigestRefusal.Unreadable;
            }
            else if (credentials.Realm == _options.Realm)
            {
                return refusal;
            }
        }

        credentials = null;
        return refusal;
    }

    private DigestRefusal? Refusal(
        DigestCredentials credentials, SipMethod method, Func<string, DigestAlgorithm, string?> ha1, DateTimeOffset now, string source)
    {
        var stored = credentials.Algorithm.Stored();
        var known = ha1(credentials.Username, stored);
        var isRight = DigestResponse.IsRight(credentials, known ?? _nobody[stored], method) && known is not null;
        if (!_nonces.IsOurs(credentials.Nonce, source, out var issuedAt))
        {
            return DigestRefusal.ForeignNonce;
        }

        return !isRight ? DigestRefusal.WrongSecret
            : !_nonces.IsYoung(issuedAt, now) ? DigestRefusal.StaleNonce
            : !_nonces.TryUse(credentials.Nonce, credentials.NonceCount, now) ? DigestRefusal.Replayed
            : null;
    }
}
