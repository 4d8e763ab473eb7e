using System.Net;
using Gateway.Sip.Registration;
using Gateway.Sip.Transport;
using Gateway.Sip.Transport.Tls;

namespace Gateway.Configuration;

/// <summary>Who may come in at a listener.</summary>
[Flags]
public enum ListenerRole
{
    None = 0,

    /// <summary>Callers: known by source network.</summary>
    Trunk = 1,

    /// <summary>Agents' phones: known by digest.</summary>
    Agent = 2,
    Both = Trunk | Agent,
}

/// <summary>An address for SIP.</summary>
/// <param name="Bind">Port 0: the system chooses.</param>
/// <param name="Advertise">Host or address for Via and Contact where peers see us elsewhere (1:1 NAT, containers); null: the bound
/// address.</param>
/// <param name="AdvertisePort">Null: the bound port.</param>
public sealed record ListenerOptions(
    string Name, ListenerRole Role, SipTransportKind Transport, IPEndPoint Bind, string? Advertise, int? AdvertisePort)
{
    /// <summary>For tls and wss; null otherwise.</summary>
    public ListenerTls? Tls { get; init; }

    /// <summary>DSCP of what we send, 0 to 63.</summary>
    public int Dscp { get; init; } = SipListener.SignallingDscp;

    /// <summary>Pages that may open a WebSocket; empty: all.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>Connections at the same time, for stream transports.</summary>
    public int MaxConnections { get; init; } = 4096;

    /// <summary>Connections at the same time from one address.</summary>
    public int MaxConnectionsPerSource { get; init; } = 256;
}

/// <summary>TLS of a listener. The files are read again when they change.</summary>
/// <param name="Certificates">At least one; the first serves clients that name no host.</param>
/// <param name="TrustedRoots">Absolute path of a PEM file; null: the system's authorities.</param>
/// <param name="CheckPeers">False: any certificate of a peer that we connect to is good enough.</param>
public sealed record ListenerTls(
    IReadOnlyList<CertificateFile> Certificates, string? TrustedRoots, ClientCertificates ClientCertificates, bool CheckPeers);

/// <summary>Bounds for agents' registrations (RFC 3261 §10.3).</summary>
/// <param name="DefaultExpires">When the phone names none.</param>
/// <param name="MinExpires">Shorter wishes get 423.</param>
/// <param name="MaxExpires">Longer wishes get this.</param>
/// <param name="MaxBindings">Phones of one agent at the same time.</param>
public sealed record RegistrationOptions(TimeSpan DefaultExpires, TimeSpan MinExpires, TimeSpan MaxExpires, int MaxBindings)
{
    /// <summary>Digest algorithms in the order in which they are offered; at least one.</summary>
    public IReadOnlyList<DigestAlgorithm> Algorithms { get; init; } = [DigestAlgorithm.Sha256, DigestAlgorithm.Md5];
}
