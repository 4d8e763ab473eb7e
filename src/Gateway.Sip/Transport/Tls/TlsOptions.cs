using System.Net;

namespace Gateway.Sip.Transport.Tls;

/// <summary>Whether peers that connect to us are asked for a certificate.</summary>
public enum ClientCertificates
{
    None,

    /// <summary>Asked; who shows none, or one that nobody vouches for, is let in without an identity.</summary>
    Request,

    /// <summary>Who shows none that we trust is not let in; the date alone keeps nobody out here, see <see cref="CertificateTrust"/>.</summary>
    Require,
}

/// <summary>TLS on one listener, both for connections that come in and for those that we open. Thread-safe.</summary>
/// <param name="Certificates">Ours; without any, nobody can connect to us.</param>
public sealed record TlsOptions(CertificateStore Certificates)
{
    public ClientCertificates ClientCertificates { get; init; } = ClientCertificates.None;

    /// <summary>False: whoever answers is believed to be the peer. For trials; say so loudly.</summary>
    public bool CheckPeers { get; init; } = true;

    /// <summary>
    /// Asked for a peer that we connect to and whose certificate is out of date but otherwise good: true lets it pass. Called from any thread.
    /// </summary>
    public Func<PeerCertificate, IPAddress, bool> AcceptOutOfDate { get; init; } = (_, _) => false;

    /// <summary>Told of each handshake that failed, with the reason. Called from any thread; must not block.</summary>
    public Action<SipFlow, string> HandshakeFailed { get; init; } = (_, _) => { };
}
