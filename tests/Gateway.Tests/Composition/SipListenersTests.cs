using System.Net;
using Gateway.Composition;
using Gateway.Operations;
using Gateway.Sip.Transport;
using Gateway.TestKit;
using Gateway.Tests.Configuration;

namespace Gateway.Tests.Composition;

public sealed class SipListenersTests
{
    [Fact]
    public void A_phone_at_a_listener_for_both_is_answered_over_its_flow_and_a_trunk_where_it_says()
    {
        using var authority = new TestAuthority();
        using var folder = new TestFolder();
        folder.Write("gateway.json", $$"""
            {
              "sip": { "listeners": [
                { "name": "both", "transport": "tls", "port": 0, "clientCertificates": "request", "dscp": 40, "certificate": { "file": "{{authority.Write("c.pem", ["x"])}}" } },
                { "name": "phones", "transport": "ws", "port": 0, "role": "agent" },
              ] },
              "media": { "ports": "0" }, "http": { "port": 0 }
            }
            """);
        folder.Write("trunks.json", """{ "trunks": [ { "name": "t", "networks": ["10.1.0.0/24"] }, { "name": "c", "certificateNames": ["sbc.example"] } ] }""");
        var alarms = new AlarmBoard(TimeProvider.System);
        var listeners = new SipListeners(folder.Good(), alarms);
        var transports = listeners.Transports();
        Assert.Equal([SipTransportKind.Tls, SipTransportKind.Ws], transports.Select(t => t.Listener.Transport));
        Assert.Equal((40, 24), (transports[0].Listener.Dscp, transports[1].Listener.Dscp));
        Assert.Single(listeners.Certificates);
        Assert.Empty(alarms.Snapshot());

        var isSticky = transports[0].Listener.IsFlowSticky!;
        Assert.True(isSticky(Flow("192.0.2.1")));
        Assert.False(isSticky(Flow("10.1.0.9")));
        Assert.False(isSticky(Flow("192.0.2.1") with { Peer = new PeerCertificate(["sbc.example"], CertificateTrust.Valid, "", default) }));
        Assert.Null(transports[1].Listener.IsFlowSticky);
        Assert.True(transports[1].Listener.FlowSticky);
    }

    private static SipFlow Flow(string from) => new("both", SipTransportKind.Tls, new IPEndPoint(IPAddress.Loopback, 5061), IPEndPoint.Parse($"{from}:40000"), 1);
}
