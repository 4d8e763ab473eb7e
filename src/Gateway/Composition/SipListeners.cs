using System.Net;
using Gateway.Configuration;
using Gateway.Operations;
using Gateway.Sip.Transport;
using Gateway.Sip.Transport.Tls;

namespace Gateway.Composition;

/// <summary>From configured listeners to transports on real sockets, with the certificates that these follow.</summary>
internal sealed class SipListeners(GatewayConfiguration configuration, AlarmBoard alarms)
{
    private readonly List<CertificateStore> _certificates = [];

    /// <summary>To be refreshed when their files change; filled by <see cref="Transports"/>.</summary>
    public IReadOnlyList<CertificateStore> Certificates => _certificates;

    /// <summary>One per listener, not yet started.</summary>
    /// <exception cref="CertificateException">A certificate cannot be used any more.</exception>
    public IReadOnlyList<ISipTransport> Transports() => [.. configuration.Listeners.Select(Transport)];

    private ISipTransport Transport(ListenerOptions options)
    {
        var listener = new SipListener(
            options.Name,
            options.Transport,
            options.Bind,
            options.Advertise,
            options.AdvertisePort,
            FlowSticky: !options.Role.HasFlag(ListenerRole.Trunk))
        {
            Dscp = options.Dscp,
            IsFlowSticky = options.Role == ListenerRole.Both ? flow => !IsTrunk(flow) : null,
        };
        return options.Transport == SipTransportKind.Udp
            ? new UdpTransport(listener)
            : new TcpTransport(listener, TimeProvider.System, Limits(options), tls: options.Tls is { } tls ? Tls(options, tls) : null);
    }

    private bool IsTrunk(SipFlow flow) =>
        configuration.TrunkOf(flow.Remote.Address) is not null || (flow.Peer is { } peer && configuration.TrunkOf(peer) is not null);

    private TcpOptions Limits(ListenerOptions options) => new()
    {
        MaxConnections = options.MaxConnections,
        MaxConnectionsPerSource = options.MaxConnectionsPerSource,
        Origins = options.Origins,
        IsKnown = source => configuration.TrunkOf(source) is not null,
    };

    private TlsOptions Tls(ListenerOptions listener, ListenerTls tls)
    {
        var store = new CertificateStore(tls.Certificates, tls.TrustedRoots);
        _certificates.Add(store);
        if (!tls.CheckPeers)
        {
            alarms.Raise(
                "tls_peers_unchecked",
                AlarmSeverity.Warning,
                $"listener {listener.Name}: certificates of peers that it connects to are not checked (checkPeers is false)");
        }

        return new TlsOptions(store)
        {
            ClientCertificates = tls.ClientCertificates,
            CheckPeers = tls.CheckPeers,
            AcceptOutOfDate = AcceptOutOfDate,
            HandshakeFailed = HandshakeFailed,
        };
    }

    /// <summary>A trunk that we connect to, in its own network: the date alone does not cut it off, unless it is strict.</summary>
    private bool AcceptOutOfDate(PeerCertificate peer, IPAddress address)
    {
        if (configuration.TrunkOf(address) is not { Strict: false } trunk)
        {
            return false;
        }

        alarms.Raise(
            "trunk_certificate_date",
            AlarmSeverity.Critical,
            $"trunk {trunk.Name} answers with a certificate that is out of date (until {peer.NotAfter:yyyy-MM-dd}): let the operator renew it");
        return true;
    }

    /// <summary>Of strangers it is counted only; a trunk that cannot connect loses calls.</summary>
    private void HandshakeFailed(SipFlow flow, string reason)
    {
        if (configuration.TrunkOf(flow.Remote.Address) is { } trunk)
        {
            alarms.Raise(
                "trunk_handshake_failed", AlarmSeverity.Critical, $"TLS between trunk {trunk.Name} ({flow.Remote.Address}) and us failed: {reason}");
        }
    }
}
