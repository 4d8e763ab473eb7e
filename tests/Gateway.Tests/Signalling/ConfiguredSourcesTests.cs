using System.Net;
using Gateway.Configuration;
using Gateway.Operations;
using Gateway.Signalling;
using Gateway.Sip.Transport;
using Gateway.TestKit;
using Gateway.Tests.Configuration;

namespace Gateway.Tests.Signalling;

/// <summary>Who is behind a flow: network, certificate, or nobody.</summary>
public sealed class ConfiguredSourcesTests : IDisposable
{
    private const string Own = "10.1.0.5";
    private const string Elsewhere = "192.0.2.9";
    private readonly TestAuthority _authority = new();
    private readonly AlarmBoard _alarms = new(TimeProvider.System);
    private readonly GatewayConfiguration _configuration;

    public ConfiguredSourcesTests()
    {
        using var folder = new TestFolder();
        folder.Write("gateway.json", $$"""
            {
              "sip": { "listeners": [
                { "name": "open", "transport": "tcp", "port": 0, "role": "trunk" },
                { "name": "tls", "transport": "tls", "port": 0, "clientCertificates": "request", "certificate": { "file": "{{_authority.Write("c.pem", ["x"])}}" } },
                { "name": "agents", "port": 0, "role": "agent" },
              ] },
              "media": { "ports": "0" }, "http": { "port": 0 }
            }
            """);
        folder.Write("trunks.json", """
            { "trunks": [
              { "name": "lax", "networks": ["10.1.0.0/24"], "certificateNames": ["sbc.lax.example"] },
              { "name": "strict", "networks": ["10.2.0.0/24"], "certificateNames": ["sbc.strict.example"], "strict": true },
              { "name": "network", "networks": ["10.3.0.0/24"] },
              { "name": "roaming", "certificateNames": ["roaming.example"] },
            ] }
            """);
        _configuration = folder.Good();
    }

    public void Dispose() => _authority.Dispose();

    [Theory]
    [InlineData("tls", Elsewhere, "sbc.lax.example", CertificateTrust.Valid, "lax", null)]
    [InlineData("tls", Elsewhere, "SBC.lax.example", CertificateTrust.Valid, "lax", null)]
    [InlineData("tls", Elsewhere, "roaming.example", CertificateTrust.Valid, "roaming", null)]
    [InlineData("tls", Own, "sbc.lax.example", CertificateTrust.OutOfDate, "lax", "trunk_certificate_date")]
    [InlineData("tls", Elsewhere, "sbc.lax.example", CertificateTrust.OutOfDate, null, "trunk_certificate_refused")]
    [InlineData("tls", "10.3.0.1", "sbc.lax.example", CertificateTrust.OutOfDate, "network", "trunk_certificate_refused")]
    [InlineData("tls", Own, "sbc.lax.example", CertificateTrust.Untrusted, null, "trunk_certificate_refused")]
    [InlineData("tls", "10.2.0.1", "sbc.strict.example", CertificateTrust.OutOfDate, null, "trunk_certificate_refused")]
    [InlineData("tls", "10.2.0.1", "sbc.strict.example", CertificateTrust.Valid, "strict", null)]
    [InlineData("tls", Own, "x.sbc.lax.example", CertificateTrust.Valid, null, null)]
    [InlineData("tls", Own, null, CertificateTrust.Valid, null, null)]
    [InlineData("tls", "10.3.0.1", null, CertificateTrust.Valid, "network", null)]
    [InlineData("tls", "10.3.0.1", "anything.example", CertificateTrust.Untrusted, "network", null)]
    [InlineData("open", Own, null, CertificateTrust.Valid, "lax", null)]
    [InlineData("open", "10.2.0.1", null, CertificateTrust.Valid, null, null)]
    [InlineData("open", Elsewhere, null, CertificateTrust.Valid, null, null)]
    [InlineData("agents", Own, "sbc.lax.example", CertificateTrust.Valid, null, null)]
    public void A_trunk_is_known_by_certificate_or_network(
        string listener, string from, string? certificate, CertificateTrust trust, string? trunk, string? alarm)
    {
        var transport = listener switch { "tls" => SipTransportKind.Tls, "open" => SipTransportKind.Tcp, _ => SipTransportKind.Udp };
        var flow = new SipFlow(listener, transport, IPEndPoint.Parse("10.0.0.1:5061"), new IPEndPoint(IPAddress.Parse(from), 40000), 1)
        {
            Peer = certificate is null ? null : new PeerCertificate([certificate], trust, "00", DateTimeOffset.UnixEpoch),
        };
        var source = new ConfiguredSources(() => _configuration, _alarms).Of(flow);
        Assert.Equal(trunk, (source as Source.Trunk)?.Name);
        Assert.Equal(alarm, _alarms.Snapshot().SingleOrDefault()?.Kind);
    }
}
