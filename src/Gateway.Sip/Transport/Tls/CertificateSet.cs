using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Sip.Transport.Tls;

/// <summary>A certificate of ours with its chain.</summary>
/// <param name="Path">File that it was read from.</param>
/// <param name="Names">Lower case, as <see cref="PeerCertificate.Names"/>.</param>
public sealed record OwnCertificate(string Path, X509Certificate2 Certificate, SslStreamCertificateContext Context, IReadOnlyList<string> Names)
{
    public DateTimeOffset NotAfter => Certificate.NotAfter;
}

/// <summary>What new handshakes use: our certificates, and the authorities that we trust. Immutable.</summary>
/// <param name="Certificates">The first serves clients that name no host; empty: we only open connections, without one of ours.</param>
/// <param name="Roots">Null: the system's.</param>
public sealed record CertificateSet(IReadOnlyList<OwnCertificate> Certificates, X509Certificate2Collection? Roots)
{
    /// <summary>The certificate for the host that a client names (SNI, RFC 6066 §3), else the first; null when there is none.</summary>
    public OwnCertificate? For(string? serverName) => serverName is { Length: > 0 } name
        ? Certificates.FirstOrDefault(c => c.Names.Any(n => Covers(n, name))) ?? First
        : First;

    /// <summary>The one that is shown when nothing else is asked for, also to peers that we connect to.</summary>
    public OwnCertificate? First => Certificates.Count > 0 ? Certificates[0] : null;

    private static bool Covers(string name, string host) => name.Equals(host, StringComparison.OrdinalIgnoreCase)
        || (name.StartsWith("*.", StringComparison.Ordinal)
            && host.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot
            && name.AsSpan(1).Equals(host.AsSpan(dot), StringComparison.OrdinalIgnoreCase));
}
