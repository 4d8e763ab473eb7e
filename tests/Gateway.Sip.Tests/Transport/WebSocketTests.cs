using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Tests.Stack;
using Gateway.Sip.Transport;
using Gateway.Sip.Transport.Tls;
using Gateway.TestKit;

namespace Gateway.Sip.Tests.Transport;

/// <summary>RFC 7118 on the loopback interface.</summary>
public sealed class WebSocketTests
{
    private const string Handshake =
        "GET /sip HTTP/1.1\r\nHost: phones.example\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: sip\r\nOrigin: https://phones.example\r\n\r\n";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SipTransportKind.Ws)]
    [InlineData(SipTransportKind.Wss)]
    public async Task A_browser_phone_registers_is_called_and_hangs_up_over_its_own_connection(SipTransportKind kind)
    {
        using var authority = new TestAuthority();
        using var gateway = new LiveStack(IPAddress.Loopback, kind, timers: LiveStack.Patient, tls: Tls(authority));
        Pair.AnswerAll(gateway.User);
        using var phone = await ConnectAsync(gateway.Address, kind == SipTransportKind.Wss);
        var via = $"Via: SIP/2.0/{kind.ViaName()} df7jal23ls0d.invalid;branch=z9hG4bKweb1\r\n";
        await SendAsync(
            phone,
            $"REGISTER sip:example.com SIP/2.0\r\n{via}Max-Forwards: 70\r\nFrom: <sip:web@example.com>;tag=1\r\nTo: <sip:web@example.com>\r\n"
                + "Call-ID: c1\r\nCSeq: 1 REGISTER\r\nContact: <sip:web@df7jal23ls0d.invalid;transport=ws>\r\n\r\n");
        Assert.StartsWith("SIP/2.0 200", await ReadAsync(phone), StringComparison.Ordinal);
        var flow = gateway.User.Only<SipEvent.RequestReceived>().Flow;

        var usage = new UsageId(77);
        var contact = SipUri.Parse("sip:web@df7jal23ls0d.invalid;transport=ws");
        gateway.Stack.Post(new SipCommand.Invite(
            usage, new RequestSpec(contact, NameAddress.Parse("<sip:112@example.com>"), new NameAddress(null, contact, []), Body: Pair.Offer), flow));
        var invite = await ReadAsync(phone);
        Assert.StartsWith("INVITE sip:web@df7jal23ls0d.invalid;transport=ws SIP/2.0", invite, StringComparison.Ordinal);
        Assert.Contains($"Via: SIP/2.0/{kind.ViaName()} 127.0.0.1", invite, StringComparison.Ordinal);
        Assert.Contains(";transport=ws>", Line(invite, "Contact"), StringComparison.Ordinal);
        await SendAsync(
            phone,
            $"SIP/2.0 200 OK\r\nVia: {Line(invite, "Via")}\r\nFrom: {Line(invite, "From")}\r\nTo: {Line(invite, "To")};tag=w\r\nCall-ID: {Line(invite, "Call-ID")}\r\n"
                + $"CSeq: {Line(invite, "CSeq")}\r\nContact: <sip:web@df7jal23ls0d.invalid;transport=ws>\r\n\r\n");
        Assert.StartsWith("ACK sip:web@df7jal23ls0d.invalid", await ReadAsync(phone), StringComparison.Ordinal);
        await LiveStack.UntilAsync(() => gateway.User.Count<SipEvent.Succeeded>() == 1, "answered");
        gateway.Stack.Post(new SipCommand.Bye(usage));
        Assert.StartsWith("BYE sip:web@df7jal23ls0d.invalid", await ReadAsync(phone), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_may_be_text_or_binary_in_pieces_and_without_Content_Length()
    {
        using var gateway = new LiveStack(IPAddress.Loopback, SipTransportKind.Ws);
        Pair.AnswerAll(gateway.User);
        using var phone = await ConnectAsync(gateway.Address, false);
        var bytes = Encoding.UTF8.GetBytes(
            RawMessages.Options(1, "WS", "x.invalid").Replace("Content-Length: 0\r\n", "Content-Type: text/plain\r\n", StringComparison.Ordinal) + new string('b', 9000));
        foreach (var type in new[] { WebSocketMessageType.Text, WebSocketMessageType.Binary })
        {
            for (var at = 0; at < bytes.Length; at += 1000)
            {
                await phone.SendAsync(bytes.AsMemory(at, Math.Min(1000, bytes.Length - at)), type, at + 1000 >= bytes.Length, Stop);
            }

            Assert.StartsWith("SIP/2.0 200", await ReadAsync(phone), StringComparison.Ordinal);
        }

        Assert.Equal(9000, gateway.User.All<SipEvent.RequestReceived>().First().Request.Body.Length);
    }

    [Fact]
    public async Task A_double_CRLF_is_answered_with_one_and_a_phone_that_goes_is_forgotten()
    {
        using var gateway = new LiveStack(IPAddress.Loopback, SipTransportKind.Ws);
        using var phone = await ConnectAsync(gateway.Address, false);
        await SendAsync(phone, "\r\n\r\n");
        Assert.Equal("\r\n", await ReadAsync(phone));
        await phone.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Stop);
        await LiveStack.UntilAsync(() => gateway.Metrics.Connections == 0, "forgotten");
        Assert.Equal(0, gateway.User.Count<SipEvent.FlowClosed>());
    }

    [Fact]
    public async Task The_end_of_a_connection_that_has_spoken_is_told_with_its_flow()
    {
        using var gateway = new LiveStack(IPAddress.Loopback, SipTransportKind.Ws);
        Pair.AnswerAll(gateway.User);
        using var phone = await ConnectAsync(gateway.Address, false);
        await SendAsync(phone, RawMessages.Options(1, "WS", "x.invalid"));
        Assert.StartsWith("SIP/2.0 200", await ReadAsync(phone), StringComparison.Ordinal);
        phone.Abort();
        await LiveStack.UntilAsync(() => gateway.User.Count<SipEvent.FlowClosed>() == 1, "told");
        Assert.Equal(gateway.User.Only<SipEvent.RequestReceived>().Flow, gateway.User.Only<SipEvent.FlowClosed>().Flow);
    }

    [Fact]
    public async Task A_message_over_the_limit_ends_the_connection()
    {
        using var gateway = new LiveStack(IPAddress.Loopback, SipTransportKind.Ws);
        using var phone = await ConnectAsync(gateway.Address, false);
        try
        {
            for (var i = 0; i < 20; i++)
            {
                await phone.SendAsync(new byte[8192], WebSocketMessageType.Binary, false, Stop);
            }
        }
        catch (WebSocketException)
        {
            // Closed while it was still sending.
        }

        await LiveStack.UntilAsync(() => gateway.Metrics.Connections == 0, "closed");
        Assert.Equal(1, gateway.Metrics.Rejections);
    }

    [Fact]
    public async Task A_phone_whose_connection_is_gone_is_not_dialled()
    {
        using var gateway = new LiveStack(IPAddress.Loopback, SipTransportKind.Ws);
        using var listening = new TcpListener(IPAddress.Loopback, 0);
        listening.Start();
        gateway.Call((IPEndPoint)listening.LocalEndpoint);
        await LiveStack.UntilAsync(() => gateway.User.Count<SipEvent.Failed>() == 1, "failed at once");
        Assert.Equal(503, gateway.User.Only<SipEvent.Failed>().StatusCode);
        Assert.False(listening.Pending());
    }

    [Theory]
    [InlineData("", "", "101 Switching Protocols")]
    [InlineData("https://phones.example", "https://evil.example", "403 Forbidden")]
    [InlineData("Protocol: sip", "Protocol: xmpp", "400 Bad Request")]
    [InlineData("Protocol: sip", "Protocol: xmpp, SIP", "101 Switching Protocols")]
    [InlineData("Version: 13", "Version: 8", "426 Upgrade Required")]
    [InlineData("Upgrade: websocket", "Upgrade: h2c", "426 Upgrade Required")]
    [InlineData("GET ", "POST ", "400 Bad Request")]
    [InlineData("Host: phones.example\r\n", "", "400 Bad Request")]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "short", "400 Bad Request")]
    public async Task The_opening_handshake_is_checked(string part, string instead, string status)
    {
        using var gateway = new LiveStack(IPAddress.Loopback, SipTransportKind.Ws, new TcpOptions { Origins = ["https://phones.example"] });
        using var client = new TcpClient();
        await client.ConnectAsync(gateway.Address, Stop);
        var request = part.Length == 0 ? Handshake : Handshake.Replace(part, instead, StringComparison.Ordinal);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Stop);
        using var reader = new StreamReader(client.GetStream());
        Assert.Equal($"HTTP/1.1 {status}", await reader.ReadLineAsync(Stop));
        if (status.StartsWith("101", StringComparison.Ordinal))
        {
            // RFC 6455 §1.3's own example.
            var lines = new List<string>();
            while (await reader.ReadLineAsync(Stop) is { Length: > 0 } line)
            {
                lines.Add(line);
            }

            Assert.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", lines);
            Assert.Contains("Sec-WebSocket-Protocol: sip", lines);
        }
        else
        {
            await LiveStack.UntilAsync(() => gateway.Metrics.Connections == 0, "closed");
        }
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n")]
    [InlineData("")]
    public async Task A_handshake_that_never_ends_is_cut_off(string begun)
    {
        using var gateway = new LiveStack(
            IPAddress.Loopback, SipTransportKind.Ws, new TcpOptions { HandshakeTimeout = TimeSpan.FromMilliseconds(200) });
        using var client = new TcpClient();
        await client.ConnectAsync(gateway.Address, Stop);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(begun), Stop);
        await LiveStack.UntilAsync(() => gateway.Metrics.Rejections == 1 && gateway.Metrics.Connections == 0, "closed");
    }

    [Fact]
    public async Task A_handshake_of_endless_fields_is_cut_off_at_its_limit()
    {
        using var gateway = new LiveStack(IPAddress.Loopback, SipTransportKind.Ws);
        using var client = new TcpClient();
        await client.ConnectAsync(gateway.Address, Stop);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\n" + new string('x', 9000)), Stop);
        await LiveStack.UntilAsync(() => gateway.Metrics.Rejections == 1 && gateway.Metrics.Connections == 0, "closed");
    }

    private static TlsOptions Tls(TestAuthority authority) =>
        new(new CertificateStore([new CertificateFile(authority.Write("ws.pem", ["127.0.0.1"]))], authority.RootFile));

    private static async Task<ClientWebSocket> ConnectAsync(IPEndPoint address, bool secure)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("sip");
        socket.Options.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Issuer == "CN=Test Root";
        await socket.ConnectAsync(new Uri($"{(secure ? "wss" : "ws")}://{address}/"), Stop);
        Assert.Equal("sip", socket.SubProtocol);
        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, Stop);

    private static async Task<string> ReadAsync(ClientWebSocket socket)
    {
        var buffer = new byte[65_536];
        var result = await socket.ReceiveAsync(buffer.AsMemory(), Stop);
        Assert.True(result.EndOfMessage);
        Assert.Equal(WebSocketMessageType.Text, result.MessageType);
        return Encoding.UTF8.GetString(buffer, 0, result.Count);
    }

    private static string Line(string message, string name) =>
        message.Split("\r\n").First(l => l.StartsWith(name + ":", StringComparison.Ordinal))[(name.Length + 2)..];
}
