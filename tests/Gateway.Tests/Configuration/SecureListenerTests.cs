using Gateway.Configuration;
using Gateway.Sip.Transport;
using Gateway.Sip.Transport.Tls;
using Gateway.TestKit;

namespace Gateway.Tests.Configuration;

public sealed class SecureListenerTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly TestFolder _folder = new();

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Every_name_of_a_secure_listener_reaches_its_options()
    {
        var one = _authority.Write("one.pem", ["one.example"]);
        var two = _authority.Write("two.pem", ["two.example"]);
        Listener($$"""
            "transport": "tls", "clientCertificates": "request", "trustedRoots": "{{_authority.RootFile}}", "checkPeers": false, "dscp": 46,
            "maxConnections": 7, "maxConnectionsPerSource": 3,
            "certificate": [ { "file": "{{one}}" }, { "file": "{{two}}", "key": "{{two}}", "password": "env:PASSWORD" } ]
            """, port: "");
        var errors = _folder.Errors();
        Assert.Contains(errors, e => e.Path.EndsWith("certificate", StringComparison.Ordinal) && e.Wrong.Contains("two.pem", StringComparison.Ordinal));

        Listener($$"""
            "transport": "tls", "clientCertificates": "request", "trustedRoots": "{{_authority.RootFile}}", "checkPeers": false, "dscp": 46,
            "maxConnections": 7, "maxConnectionsPerSource": 3,
            "certificate": [ { "file": "{{one}}" }, { "file": "{{two}}", "key": "{{two}}" } ]
            """, port: "");
        var listener = Assert.Single(_folder.Good().Listeners);
        Assert.Equal((SipTransportKind.Tls, 5061, 46, 7, 3), (listener.Transport, listener.Bind.Port, listener.Dscp, listener.MaxConnections, listener.MaxConnectionsPerSource));
        Assert.Equal([new CertificateFile(one), new CertificateFile(two, two)], listener.Tls!.Certificates);
        Assert.Equal((_authority.RootFile, ClientCertificates.Request, false), (listener.Tls.TrustedRoots, listener.Tls.ClientCertificates, listener.Tls.CheckPeers));
        Assert.Contains("ARE NOT CHECKED", ConfigurationSummary.Write(_folder.Good()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"transport\": \"tls\"", "The listener has no certificate")]
    [InlineData("\"transport\": \"tls\", \"certificate\": { \"file\": \"none.pem\" }", "none.pem cannot be read")]
    [InlineData("\"transport\": \"tls\", \"certificate\": { \"file\": \"gateway.json\" }", "with its key cannot be used")]
    [InlineData("\"transport\": \"tls\", \"certificate\": { \"file\": \"x.p12\", \"password\": \"clear\" }", "A secret stands here in the clear")]
    [InlineData("\"transport\": \"udp\", \"clientCertificates\": \"request\"", "\"clientCertificates\" means nothing on this transport")]
    [InlineData("\"transport\": \"tcp\", \"origins\": [\"https://a\"]", "\"origins\" means nothing on this transport")]
    [InlineData("\"transport\": \"ws\", \"origins\": [\"a.example\"]", "\"a.example\" is not the origin of a page")]
    [InlineData("\"transport\": \"ws\", \"dscp\": 64", "does not fit")]
    public void What_a_listener_cannot_have_is_told(string members, string wrong)
    {
        Listener(members);
        Assert.Contains(_folder.Errors(), e => e.Wrong.Contains(wrong, StringComparison.Ordinal));
    }

    [Fact]
    public void A_WebSocket_listener_and_a_TCP_one_cannot_have_the_same_port()
    {
        _folder.Write("gateway.json", """
            {
              "sip": { "listeners": [ { "name": "a", "transport": "tcp", "port": 5060 }, { "name": "b", "transport": "ws", "port": 5060 } ] },
              "media": { "ports": "0" }, "http": { "port": 0 }
            }
            """);
        Assert.Contains(_folder.Errors(), e => e.Wrong.Contains("TCP port 5060 is already taken by the listener \"a\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"certificateNames\": [\"sbc.example\"]", "is known by certificate, but no listener for trunks asks for one")]
    [InlineData("\"networks\": [\"127.0.0.1\"], \"strict\": true", "has no name of any")]
    [InlineData("\"networks\": []", "")]
    public void A_trunk_needs_a_way_to_be_known(string members, string wrong)
    {
        _folder.Write("trunks.json", $$"""{ "trunks": [ { "name": "t", {{members}} } ] }""");
        Assert.Contains(_folder.Errors(), e => e.Wrong.Contains(wrong, StringComparison.Ordinal));
    }

    [Fact]
    public void A_certificate_name_belongs_to_one_trunk()
    {
        Listener($$""" "transport": "tls", "clientCertificates": "require", "certificate": { "file": "{{_authority.Write("c.pem", ["x"])}}" } """);
        _folder.Write(
            "trunks.json",
            """{ "trunks": [ { "name": "a", "certificateNames": ["sbc.example"] }, { "name": "b", "certificateNames": ["SBC.example"] } ] }""");
        Assert.Contains(_folder.Errors(), e => e.Wrong.Contains("\"SBC.example\" also belongs to the trunk \"a\"", StringComparison.Ordinal));
    }

    private void Listener(string members, string port = ", \"port\": 0") => _folder.Write("gateway.json", $$"""
        {
          "sip": { "listeners": [ { "name": "all"{{port}}, {{members}} } ] },
          "media": { "ports": "0" }, "http": { "port": 0 }
        }
        """);
}
