namespace Gateway.Sip.Registration;

/// <summary>Settings of a <see cref="DigestAuthenticator"/>. Immutable.</summary>
/// <param name="Realm">Shown to users and part of every HA1.</param>
public sealed record DigestOptions(string Realm)
{
    /// <summary>
    /// Offered in this order; the client takes the first that it knows (RFC 8760 §2.3). Some old clients read the first challenge only: they need MD5 alone.
    /// </summary>
    public IReadOnlyList<DigestAlgorithm> Algorithms { get; init; } = [DigestAlgorithm.Sha256, DigestAlgorithm.Md5];

    /// <summary>Older nonces get a new one with stale=true.</summary>
    public TimeSpan NonceLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Nonces in use whose counts are remembered, some 100 bytes each. When full, requests are challenged anew.</summary>
    public int MaxNonces { get; init; } = 20_000;
}

/// <summary>What a request's credentials are worth.</summary>
public abstract record DigestVerdict
{
    private DigestVerdict()
    {
    }

    /// <summary>The password of <paramref name="Username"/> was known, the nonce is ours and young, and this count of it is new.</summary>
    public sealed record Accepted(string Username) : DigestVerdict;

    /// <summary>Answer with this.</summary>
    /// <param name="Reason">For counting; never told to the peer.</param>
    public sealed record Challenged(ResponseSpec Response, DigestRefusal Reason) : DigestVerdict;
}

/// <summary>What credentials say before they are checked.</summary>
/// <param name="Username">As claimed; may be anything.</param>
/// <param name="IsNonceOurs">The nonce was made by us for the address that the request came from: the sender gets packets sent there.</param>
public sealed record DigestClaim(string Username, bool IsNonceOurs);

/// <summary>Why a request was challenged.</summary>
public enum DigestRefusal
{
    NoCredentials,
    Unreadable,

    /// <summary>A nonce that we did not make, or made for another address or realm or with another key (before a restart).</summary>
    ForeignNonce,

    /// <summary>User unknown or password wrong: told apart nowhere.</summary>
    WrongSecret,
    StaleNonce,

    /// <summary>A nonce count that was used before.</summary>
    Replayed,
}
