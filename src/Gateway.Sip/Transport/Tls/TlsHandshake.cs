using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Sip.Transport.Tls;

/// <summary>
/// Makes a TLS connection of a TCP one: TLS 1.2 or 1.3, the peer checked as RFC 5922 wants it. Revocation is not asked for: these networks are
/// often closed, and a list that cannot be had must not cost a call.
/// </summary>
internal static class TlsHandshake
{
    /// <exception cref="AuthenticationException">Refused by either side, with the reason.</exception>
    public static async Task<(SslStream Stream, PeerCertificate? Peer)> AcceptAsync(Stream stream, TlsOptions options, CancellationToken cancellation)
    {
        PeerCertificate? peer = null;
        string? refusal = null;
        bool Check(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
        {
            if (certificate is null)
            {
                refusal = options.ClientCertificates == ClientCertificates.Require ? "the peer shows no certificate" : null;
                return refusal is null;
            }

            peer = Read(certificate, chain, errors);
            refusal = peer.Trust == CertificateTrust.Untrusted && options is { ClientCertificates: ClientCertificates.Require, CheckPeers: true }
                ? $"the peer's certificate ({Names(peer)}) is not trusted: {Problems(chain)}" : null;
            return refusal is null;
        }

        SslServerAuthenticationOptions Serve(string? serverName)
        {
            var set = options.Certificates.Current;
            var own = set.For(serverName) ?? throw new AuthenticationException("there is no certificate of ours");
            return new SslServerAuthenticationOptions
            {
                ServerCertificateContext = own.Context,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                ClientCertificateRequired = options.ClientCertificates != ClientCertificates.None,
                CertificateChainPolicy = Policy(set),
                RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Check(certificate, chain, errors),

                // A resumed session would show what was true when it began.
                AllowTlsResume = options.ClientCertificates == ClientCertificates.None,
            };
        }

        var secured = await ShakeAsync(
            stream,
            s => s.AuthenticateAsServerAsync((_, hello, _, _) => new(Serve(hello.ServerName)), null, cancellation),
            () => refusal).ConfigureAwait(false);
        return (secured, peer);
    }

    /// <summary>The peer must be who the flow says: by name, by address, or the one that a dialog's earlier connection showed.</summary>
    /// <exception cref="AuthenticationException">Refused by either side, with the reason.</exception>
    public static async Task<(SslStream Stream, PeerCertificate? Peer)> ConnectAsync(
        Stream stream, TlsOptions options, SipFlow flow, CancellationToken cancellation)
    {
        PeerCertificate? peer = null;
        string? refusal = null;
        bool Check(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
        {
            peer = certificate is null ? null : Read(certificate, chain, errors);
            refusal = options.CheckPeers ? Refusal(peer, flow, options, chain) : null;
            return refusal is null;
        }

        var set = options.Certificates.Current;
        var asked = new SslClientAuthenticationOptions
        {
            TargetHost = flow.PeerName ?? flow.Remote.Address.ToString(),
            ClientCertificateContext = set.First?.Context,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateChainPolicy = Policy(set),
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Check(certificate, chain, errors),
            AllowTlsResume = false,
        };
        var secured = await ShakeAsync(stream, s => s.AuthenticateAsClientAsync(asked, cancellation), () => refusal).ConfigureAwait(false);
        return (secured, peer);
    }

    /// <summary>A handshake that fails leaves nothing open, and says our reason where it was ours.</summary>
    private static async Task<SslStream> ShakeAsync(Stream stream, Func<SslStream, Task> shake, Func<string?> refusal)
    {
        var secured = new SslStream(stream, leaveInnerStreamOpen: false);
        try
        {
            await shake(secured).ConfigureAwait(false);
            return secured;
        }
        catch (Exception e)
        {
            await secured.DisposeAsync().ConfigureAwait(false);
            if (e is AuthenticationException or CryptographicException)
            {
                throw new AuthenticationException(refusal() ?? Reason(e), e);
            }

            throw;
        }
    }

    private static string? Refusal(PeerCertificate? peer, SipFlow flow, TlsOptions options, X509Chain? chain)
    {
        if (peer is null)
        {
            return "the peer shows no certificate";
        }

        var expected = flow.PeerName ?? flow.Remote.Address.ToString();
        if (!peer.Has(expected) && flow.Peer?.Names.Any(peer.Has) != true)
        {
            return $"the peer's certificate is for {Names(peer)}, not for {expected} (RFC 5922 §7.3)";
        }

        return peer.Trust switch
        {
            CertificateTrust.Valid => null,
            CertificateTrust.OutOfDate when options.AcceptOutOfDate(peer, flow.Remote.Address) => null,
            CertificateTrust.OutOfDate => $"the certificate of {Names(peer)} is out of date",
            _ => $"the certificate of {Names(peer)} is not trusted: {Problems(chain)}",
        };
    }

    /// <summary>What the chain says. Names are compared here and not by the library, which would take wildcards.</summary>
    private static PeerCertificate Read(X509Certificate certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var full = certificate as X509Certificate2 ?? X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        var trust = (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None ? CertificateTrust.Valid
            : chain is { ChainStatus.Length: > 0 } && chain.ChainStatus.All(s => s.Status is X509ChainStatusFlags.NotTimeValid)
                ? CertificateTrust.OutOfDate
                : CertificateTrust.Untrusted;
        return new PeerCertificate(PeerNames.Of(full), trust, full.GetCertHashString(HashAlgorithmName.SHA256), full.NotAfter);
    }

    private static X509ChainPolicy Policy(CertificateSet set)
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (set.Roots is { } roots)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(roots);
        }

        return policy;
    }

    private static string Names(PeerCertificate peer) => peer.Names.Count == 0 ? "nobody" : string.Join(", ", peer.Names.Take(5));

    private static string Problems(X509Chain? chain) =>
        chain is { ChainStatus.Length: > 0 } ? string.Join("; ", chain.ChainStatus.Select(s => s.StatusInformation.Trim())) : "no chain";

    private static string Reason(Exception e) => e.InnerException is { } inner ? $"{e.Message} ({inner.Message})" : e.Message;
}
