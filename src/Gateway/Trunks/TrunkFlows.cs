using System.Globalization;
using System.Net;
using Gateway.Configuration;
using Gateway.Sip.Messages;
using Gateway.Sip.Routing;
using Gateway.Sip.Transport;

namespace Gateway.Trunks;

/// <summary>From a target to the flow that reaches it: the first listener on the trunks' side that speaks its transport and address family.</summary>
internal sealed class TrunkFlows(Func<GatewayConfiguration> configuration, IReadOnlyList<ISipTransport> transports)
{
    /// <summary>What our listeners on the trunks' side speak.</summary>
    public IReadOnlySet<SipTransportKind> Supported { get; } = transports.Where(t => IsTrunkSide(configuration(), t))
        .Select(t => t.Listener.Transport).Where(k => !k.IsWebSocket()).ToHashSet();

    /// <summary>Null: no listener can reach it.</summary>
    public SipFlow? To(SipTarget target)
    {
        var transport = Find(target.Transport, target.EndPoint.Address);
        return transport is null
            ? null
            : new SipFlow(transport.Listener.Name, target.Transport, transport.LocalEndPoint, target.EndPoint)
            {
                PeerName = target.Transport.IsSecure() ? target.Host : null,
            };
    }

    /// <summary>Our address on that flow, as peers see it.</summary>
    public SipUri Contact(SipFlow flow, string user)
    {
        var transport = Find(flow.Transport, flow.Remote.Address)!;
        var local = transport.LocalFor(flow.Remote);
        var host = transport.Listener.AdvertiseHost ?? local.Address.ToString();
        var port = transport.Listener.AdvertisePort ?? local.Port;
        var bracketed = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        var parameter = flow.Transport == SipTransportKind.Udp ? "" : $";transport={(flow.Transport == SipTransportKind.Tls ? "tls" : "tcp")}";
        return SipUri.Parse(string.Create(CultureInfo.InvariantCulture, $"sip:{user}@{bracketed}:{port}{parameter}"));
    }

    private static bool IsTrunkSide(GatewayConfiguration configuration, ISipTransport transport) =>
        configuration.Listeners.Any(l => l.Name == transport.Listener.Name && l.Role.HasFlag(ListenerRole.Trunk));

    private ISipTransport? Find(SipTransportKind kind, IPAddress remote) => transports.FirstOrDefault(
        t => t.Listener.Transport == kind && t.Listener.Bind.AddressFamily == remote.AddressFamily && IsTrunkSide(configuration(), t));
}
