using System.Security.Cryptography;
using System.Text;

namespace Gateway.Web.Access;

/// <summary>The configured token. Comparing takes the same time for every wrong guess, whatever its length.</summary>
internal sealed class AccessToken(GatewayWebOptions options)
{
    private readonly byte[]? hash = options.Token is { Length: > 0 } token ? Hash(token) : null;

    public bool IsConfigured => hash is not null;

    /// <summary>Ties a sign-in to the token of its day: a changed token ends all sign-ins.</summary>
    public string Fingerprint => hash is null ? "" : Convert.ToHexString(SHA256.HashData(hash)[..8]);

    public bool Matches(string? given) =>
        given is not null && hash is not null && CryptographicOperations.FixedTimeEquals(Hash(given), hash);

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
