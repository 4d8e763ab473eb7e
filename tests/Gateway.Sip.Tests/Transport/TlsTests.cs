using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;
using Gateway.Sip.Tests.Stack;
using Gateway.Sip.Transport;
using Gateway.Sip.Transport.Tls;
using Gateway.TestKit;

namespace Gateway.Sip.Tests.Transport;

/// <summary>TLS on the loopback interface with certificates of the test's own authority.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly TestAuthority _stranger = new("Somebody Else");
    private readonly List<string> _failures = [];

    public void Dispose()
    {
        _authority.Dispose();
        _stranger.Dispose();
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task A_call_goes_over_TLS_on_one_connection_and_each_side_knows_the_other(string address)
    {
        using var alice = Stack(Tls(["alice.example", address]), address);
        using var bob = Stack(Tls(["bob.example", "sip:centre.example", address]) with { ClientCertificates = ClientCertificates.Require }, address);
        Pair.AnswerAll(bob.User);

        var usage = alice.Call(bob.Address);
        await LiveStack.UntilAsync(() => bob.User.Count<SipEvent.Acknowledged>() == 1, "acknowledged");
        var invite = bob.User.Only<SipEvent.InviteReceived>();
        Assert.Equal(["alice.example", address], invite.Flow.Peer!.Names);
        Assert.Equal(CertificateTrust.Valid, invite.Flow.Peer.Trust);
        Assert.Equal("TLS", invite.Request.Via.Transport);
        Assert.Equal("tls", invite.Request.Contact!.Uri.Parameter("transport"));

        bob.Stack.Post(new SipCommand.Bye(invite.Usage));
        await LiveStack.UntilAsync(() => alice.User.Count<SipEvent.ByeReceived>() == 1, "hung up by the other side");
        Assert.Equal((1, 1), (alice.Metrics.Connections, bob.Metrics.Connections));
        Assert.Equal(usage, alice.User.Only<SipEvent.ByeReceived>().Usage);
    }

    [Fact]
    public async Task A_trunk_s_dialog_goes_on_over_its_TLS_connection_although_its_Contact_names_a_port()
    {
        using var alice = Stack(Tls(["127.0.0.1"]), flowSticky: false);
        using var bob = Stack(Tls(["127.0.0.1"]), flowSticky: false);
        Pair.AnswerAll(bob.User);
        alice.Call(bob.Address);
        await LiveStack.UntilAsync(() => bob.User.Count<SipEvent.Acknowledged>() == 1, "acknowledged");
        bob.Stack.Post(new SipCommand.Bye(bob.User.Only<SipEvent.InviteReceived>().Usage));
        await LiveStack.UntilAsync(() => alice.User.Count<SipEvent.ByeReceived>() == 1, "hung up by the other side");
        Assert.Equal((1, 1), (alice.Metrics.Connections, bob.Metrics.Connections));
    }

    [Fact]
    public async Task Certificate_checking_is_on_and_a_peer_of_another_name_is_refused()
    {
        using var alice = Stack(Tls(["alice.example"]));
        using var bob = Stack(Tls(["bob.example", "*.example"]));
        Pair.AnswerAll(bob.User);

        alice.Call(bob.Address, "carol.example");
        await LiveStack.UntilAsync(() => alice.User.Count<SipEvent.Failed>() == 1, "refused");
        Assert.Equal(503, alice.User.Only<SipEvent.Failed>().StatusCode);
        Assert.Contains(_failures, f => f.Contains("bob.example, *.example, not for carol.example", StringComparison.Ordinal));

        alice.Call(bob.Address, "bob.example");
        await LiveStack.UntilAsync(() => alice.User.Count<SipEvent.Succeeded>() == 1, "the right name");
    }

    [Fact]
    public async Task Certificate_checking_can_be_switched_off_and_then_anybody_is_believed()
    {
        using var alice = Stack(Tls(["alice.example"]) with { CheckPeers = false });
        using var bob = Stack(Tls(["bob.example"], authority: _stranger));
        Pair.AnswerAll(bob.User);
        alice.Call(bob.Address, "carol.example");
        await LiveStack.UntilAsync(() => alice.User.Count<SipEvent.Succeeded>() == 1, "believed");
    }

    [Fact]
    public async Task A_peer_whose_certificate_nobody_vouches_for_is_refused()
    {
        using var alice = Stack(Tls(["alice.example"]));
        using var bob = Stack(Tls(["127.0.0.1"], authority: _stranger, roots: _authority));
        alice.Call(bob.Address);
        await LiveStack.UntilAsync(() => alice.User.Count<SipEvent.Failed>() == 1, "refused");
        Assert.Contains(_failures, f => f.Contains("is not trusted", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_certificate_that_fails_by_date_alone_is_told_apart(bool accepted)
    {
        using var alice = Stack(Tls(["alice.example"]) with { AcceptOutOfDate = (peer, _) => accepted && peer.Has("127.0.0.1") });
        using var bob = Stack(Tls(["127.0.0.1"], daysLeft: -3));
        Pair.AnswerAll(bob.User);
        alice.Call(bob.Address);
        await LiveStack.UntilAsync(() => alice.User.Count<SipEvent.Failed>() + alice.User.Count<SipEvent.Succeeded>() == 1, "over");
        Assert.Equal(accepted, alice.User.Count<SipEvent.Succeeded>() == 1);
        Assert.Equal(!accepted, _failures.Any(f => f.Contains("out of date", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(ClientCertificates.None, "good", null)]
    [InlineData(ClientCertificates.Request, "none", null)]
    [InlineData(ClientCertificates.Request, "good", CertificateTrust.Valid)]
    [InlineData(ClientCertificates.Request, "old", CertificateTrust.OutOfDate)]
    [InlineData(ClientCertificates.Request, "strange", CertificateTrust.Untrusted)]
    [InlineData(ClientCertificates.Require, "good", CertificateTrust.Valid)]
    [InlineData(ClientCertificates.Require, "old", CertificateTrust.OutOfDate)]
    public async Task A_client_s_certificate_is_read_as_the_listener_wants_it(ClientCertificates wanted, string shown, CertificateTrust? trust)
    {
        using var bob = Stack(Tls(["127.0.0.1"]) with { ClientCertificates = wanted });
        Pair.AnswerAll(bob.User);
        using var client = await SslAsync(bob.Address, Client(shown));
        await client.WriteAsync(Encoding.ASCII.GetBytes(RawMessages.Options(1, "TLS")), TestContext.Current.CancellationToken);
        await LiveStack.UntilAsync(() => bob.User.Count<SipEvent.RequestReceived>() == 1, "OPTIONS");
        Assert.Equal(trust, bob.User.Only<SipEvent.RequestReceived>().Flow.Peer?.Trust);
    }

    [Theory]
    [InlineData("none", "the peer shows no certificate")]
    [InlineData("strange", "is not trusted")]
    public async Task A_listener_that_requires_certificates_lets_nobody_else_in(string shown, string reason)
    {
        using var bob = Stack(Tls(["127.0.0.1"]) with { ClientCertificates = ClientCertificates.Require });
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            // TLS 1.3 tells the client only after its own handshake is over.
            using var client = await SslAsync(bob.Address, Client(shown));
            await client.WriteAsync("\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
            await client.ReadExactlyAsync(new byte[2], TestContext.Current.CancellationToken);
        });
        await LiveStack.UntilAsync(() => _failures.Any(f => f.Contains(reason, StringComparison.Ordinal)), reason);
        await LiveStack.UntilAsync(() => bob.Metrics.Connections == 0, "closed");
        Assert.Equal(1, bob.Metrics.Rejections);
    }

    [Fact]
    public async Task The_certificate_follows_the_name_that_the_client_asks_for()
    {
        var store = new CertificateStore(
            [
                new CertificateFile(_authority.Write("one.pem", ["one.example"])), new CertificateFile(_authority.Write("two.pem", ["two.example"])),
                new CertificateFile(_authority.Write("wild.pem", ["*.wild.example"])),
            ],
            _authority.RootFile);
        using var bob = Stack(new TlsOptions(store));
        foreach (var (asked, shown) in new[]
            {
                ("one.example", "one.example"), ("TWO.example", "two.example"), ("a.wild.example", "*.wild.example"), ("a.b.wild.example", "one.example"),
                ("unknown.example", "one.example"),
            })
        {
            using var client = await SslAsync(bob.Address, null, asked);
            Assert.Equal(shown, ((X509Certificate2)client.RemoteCertificate!).GetNameInfo(X509NameType.DnsName, false));
        }
    }

    [Fact]
    public async Task TLS_accept_loop_does_not_wait_for_one_client_s_handshake_and_a_mute_one_is_closed()
    {
        using var bob = Stack(Tls(["127.0.0.1"]), tcp: new TcpOptions { HandshakeTimeout = TimeSpan.FromMilliseconds(1500) });
        Pair.AnswerAll(bob.User);
        List<TcpClient> mute = [];
        for (var i = 0; i < 20; i++)
        {
            mute.Add(new TcpClient());
            await mute[i].ConnectAsync(bob.Address, TestContext.Current.CancellationToken);
        }

        using var client = await SslAsync(bob.Address, null);
        await client.WriteAsync(Encoding.ASCII.GetBytes(RawMessages.Options(1, "TLS")), TestContext.Current.CancellationToken);
        await LiveStack.UntilAsync(() => bob.User.Count<SipEvent.RequestReceived>() == 1, "OPTIONS while others shake hands for ever");
        await LiveStack.UntilAsync(() => bob.Metrics.Connections == 1, "the mute ones are closed");
        Assert.Equal(20, bob.Metrics.Rejections);
        Assert.Contains(_failures, f => f.Contains("not done in", StringComparison.Ordinal));
        mute.ForEach(m => m.Dispose());
    }

    [Fact]
    public async Task TLS_writes_are_serialised_so_that_a_thousand_answers_at_once_are_all_readable()
    {
        const int Messages = 1000;
        using var bob = Stack(Tls(["127.0.0.1"]), tcp: new TcpOptions { SendQueue = 2 * Messages });
        Pair.AnswerAll(bob.User);
        using var client = await SslAsync(bob.Address, null);
        var reading = Task.Run(async () =>
        {
            var framer = new SipStreamFramer(SipLimits.Default);
            var buffer = new byte[8192];
            var answers = new HashSet<string>();
            while (answers.Count < Messages && await client.ReadAsync(buffer, TestContext.Current.CancellationToken) is var n and > 0)
            {
                framer.Append(buffer.AsSpan(0, n));
                while (framer.Next() is SipFrame.Message message)
                {
                    Assert.True(SipParser.TryParse(message.Bytes, SipLimits.Default, out var answer, out _));
                    Assert.True(answers.Add(answer!.CallId));
                }
            }

            return answers.Count;
        });
        for (var i = 0; i < Messages; i++)
        {
            await client.WriteAsync(Encoding.ASCII.GetBytes(RawMessages.Options(i, "TLS", body: new string('x', i % 700))), TestContext.Current.CancellationToken);
        }

        Assert.Equal(Messages, await reading.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Responses_over_TLS_go_back_on_the_connection_of_their_request_whatever_Via_names()
    {
        using var bob = Stack(Tls(["127.0.0.1"]));
        Pair.AnswerAll(bob.User);
        using var client = await SslAsync(bob.Address, null);
        await client.WriteAsync(
            Encoding.ASCII.GetBytes(RawMessages.Options(1, "TLS", "nowhere.invalid:5061")), TestContext.Current.CancellationToken);
        var answer = new byte[12];
        await client.ReadExactlyAsync(answer, TestContext.Current.CancellationToken);
        Assert.Equal("SIP/2.0 200 ", Encoding.ASCII.GetString(answer));
    }

    [Fact]
    public async Task Bytes_that_are_no_TLS_are_cut_off()
    {
        using var bob = Stack(Tls(["127.0.0.1"]));
        using var client = new TcpClient();
        await client.ConnectAsync(bob.Address, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(RawMessages.Options(1, "TCP")), TestContext.Current.CancellationToken);
        await LiveStack.UntilAsync(() => bob.Metrics.Rejections == 1 && bob.Metrics.Connections == 0, "closed");
    }

    [Fact]
    public async Task A_new_certificate_serves_new_connections_while_old_ones_live_on_and_a_bad_one_changes_nothing()
    {
        var file = _authority.Write("own.pem", ["old.example"]);
        var store = new CertificateStore([new CertificateFile(file)], _authority.RootFile);
        using var bob = Stack(new TlsOptions(store));
        Pair.AnswerAll(bob.User);
        using var before = await SslAsync(bob.Address, null);
        Assert.Equal(default, store.Refresh());

        _authority.Write("own.pem", ["new.example"]);
        Assert.Equal(new CertificateRefresh(true, null), store.Refresh());
        Assert.Equal("new.example", await ShownAsync(bob.Address));

        await File.WriteAllTextAsync(file, "-----BEGIN nonsense", TestContext.Current.CancellationToken);
        Assert.Equal(new CertificateRefresh(false, null), store.Refresh());
        var (changed, trouble) = store.Refresh();
        Assert.False(changed);
        Assert.Contains("own.pem with its key cannot be used", trouble!, StringComparison.Ordinal);
        Assert.Equal("new.example", await ShownAsync(bob.Address));

        File.Delete(file);
        Assert.Contains("cannot be read", store.Refresh().Trouble!, StringComparison.Ordinal);
        _authority.Write("own.pem", ["newest.example"]);
        Assert.True(store.Refresh().Changed);
        Assert.Equal("newest.example", await ShownAsync(bob.Address));

        await before.WriteAsync(Encoding.ASCII.GetBytes(RawMessages.Options(1, "TLS")), TestContext.Current.CancellationToken);
        await LiveStack.UntilAsync(() => bob.User.Count<SipEvent.RequestReceived>() == 1, "the first connection still works");
    }

    [Fact]
    public void Certificates_are_read_from_PEM_with_a_key_apart_or_encrypted_and_from_PKCS12()
    {
        using var issued = _authority.Issue(["x.example"]);
        string At(string file) => Path.Combine(_authority.Folder, file);
        var key = issued.GetECDsaPrivateKey()!;
        File.WriteAllText(At("c.pem"), issued.ExportCertificatePem());
        File.WriteAllText(At("k.pem"), key.ExportPkcs8PrivateKeyPem());
        var how = new System.Security.Cryptography.PbeParameters(
            System.Security.Cryptography.PbeEncryptionAlgorithm.Aes256Cbc, System.Security.Cryptography.HashAlgorithmName.SHA256, 1000);
        File.WriteAllText(At("e.pem"), key.ExportEncryptedPkcs8PrivateKeyPem("secret", how));
        File.WriteAllBytes(At("b.p12"), issued.Export(X509ContentType.Pkcs12, "secret"));
        foreach (var file in new[]
            {
                new CertificateFile(At("c.pem"), At("k.pem")), new CertificateFile(At("c.pem"), At("e.pem"), "secret"), new CertificateFile(At("b.p12"), null, "secret"),
            })
        {
            Assert.Equal(["x.example"], new CertificateStore([file], null).Current.First!.Names);
        }

        foreach (var wrong in new[]
            {
                new CertificateFile(At("c.pem")), new CertificateFile(At("c.pem"), At("e.pem"), "no"), new CertificateFile(At("b.p12"), null, "no"),
                new CertificateFile(At("none.pem")),
            })
        {
            var e = Assert.Throws<CertificateException>(() => new CertificateStore([wrong], null));
            Assert.Contains(wrong.Path, e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
        }
    }

    private LiveStack Stack(TlsOptions tls, string address = "127.0.0.1", bool flowSticky = true, TcpOptions? tcp = null) => new(
        IPAddress.Parse(address),
        SipTransportKind.Tls,
        tcp,
        LiveStack.Patient,
        tls with
        {
            HandshakeFailed = (_, reason) =>
            {
                lock (_failures)
                {
                    _failures.Add(reason);
                }
            },
        },
        flowSticky);

    private TlsOptions Tls(IReadOnlyList<string> names, double daysLeft = 90, TestAuthority? authority = null, TestAuthority? roots = null) => new(
        new CertificateStore(
            [new CertificateFile((authority ?? _authority).Write($"{Guid.NewGuid()}.pem", names, daysLeft))], (roots ?? _authority).RootFile));

    private X509Certificate2? Client(string kind) => kind switch
    {
        "good" => _authority.Issue(["trunk.example"]),
        "old" => _authority.Issue(["trunk.example"], -1),
        "strange" => _stranger.Issue(["trunk.example"]),
        _ => null,
    };

    private static async Task<string> ShownAsync(IPEndPoint address)
    {
        using var client = await SslAsync(address, null);
        return ((X509Certificate2)client.RemoteCertificate!).GetNameInfo(X509NameType.DnsName, false);
    }

    private static async Task<SslStream> SslAsync(IPEndPoint address, X509Certificate2? certificate, string host = "bob.example")
    {
        var client = new TcpClient();
        await client.ConnectAsync(address, TestContext.Current.CancellationToken);
        var stream = new SslStream(client.GetStream(), false);
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = host,
                ClientCertificates = certificate is null ? null : [certificate],
#pragma warning disable CA5359 // Looked at by the test itself.
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
                EnabledSslProtocols = SslProtocols.None,
            },
            TestContext.Current.CancellationToken);
        return stream;
    }
}
