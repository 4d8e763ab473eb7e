using System.Net;
using Gateway.Configuration;
using Gateway.Sip.Transport;

namespace Gateway.Trunks;

/// <summary>From a trunk's configuration to where its OPTIONS go.</summary>
internal static class TrunkProbes
{
    /// <summary>Without a ping, or with a host that is no address (DNS comes with calls out), the trunk is only heard.</summary>
    public static TrunkProbe Of(TrunkOptions trunk, GatewayConfiguration configuration, IReadOnlyList<ISipTransport> transports)
    {
        if (trunk.Ping is not { } ping || !IPAddress.TryParse(ping.Target.Host, out var address))
        {
            return new TrunkProbe(trunk.Name, null, null, TimeSpan.FromMinutes(1));
        }

        var kind = "tcp".Equals(ping.Target.Parameter("transport"), StringComparison.OrdinalIgnoreCase) ? SipTransportKind.Tcp : SipTransportKind.Udp;
        var remote = new IPEndPoint(address, ping.Target.Port ?? 5060);
        var roles = configuration.Listeners.Where(l => l.Role.HasFlag(ListenerRole.Trunk)).Select(l => l.Name).ToHashSet();
        var transport = transports.FirstOrDefault(t =>
            roles.Contains(t.Listener.Name) && t.Listener.Transport == kind && t.Listener.Bind.AddressFamily == address.AddressFamily);
        return transport is null
            ? new TrunkProbe(trunk.Name, null, null, ping.Interval)
            : new TrunkProbe(trunk.Name, new SipFlow(transport.Listener.Name, kind, transport.Listener.Bind, remote), ping.Target, ping.Interval);
    }
}
