using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;
using Gateway.Sip.Registration;
using Gateway.TestKit;

namespace Gateway.Functional.Tests;

/// <summary>
/// A phone as in a browser: SIP over secure WebSocket (RFC 7118), a Contact that nobody can dial, no Content-Length. Registers, answers every
/// call, says what RTP needs to flow, and waits for BYE.
/// </summary>
internal sealed class WebPhone : IAsyncDisposable
{
    private static readonly TimeSpan Packet = TimeSpan.FromMilliseconds(20);

    private readonly ClientWebSocket _socket = new();
    private readonly UdpClient _rtp = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly TestAgent _agent;
    private readonly TaskCompletionSource _registered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<string> _requests = [];
    private Task _running = Task.CompletedTask;
    private volatile IPEndPoint? _media;
    private int _cseq;

    private WebPhone(TestAgent agent)
    {
        _agent = agent;
    }

    /// <summary>First lines of the requests that came.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    public static async Task<WebPhone> RegisterAsync(IPEndPoint gateway, TestAgent agent, string trustedIssuer)
    {
        var phone = new WebPhone(agent);
        phone._socket.Options.AddSubProtocol("sip");
        phone._socket.Options.SetRequestHeader("Origin", "https://phones.test");
        phone._socket.Options.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Issuer == trustedIssuer;
        await phone._socket.ConnectAsync(new Uri($"wss://{gateway}/"), TestContext.Current.CancellationToken);
        phone._running = Task.WhenAll(phone.ReadAsync(), phone.SpeakAsync());
        await phone.RegisterAsync("");
        await phone._registered.Task.WaitAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);
        return phone;
    }

    /// <summary>As when the page is closed. May be called twice.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        await _stop.CancelAsync();
        _socket.Dispose();
        _rtp.Dispose();
        await _running;
    }

    private Task RegisterAsync(string authorization)
    {
        var number = ++_cseq;
        return SendAsync(
            $"REGISTER sip:112.test SIP/2.0\r\nVia: SIP/2.0/WSS df7jal23ls0d.invalid;branch=z9hG4bKreg{number}\r\nMax-Forwards: 70\r\n"
            + $"From: <sip:{_agent.Id}@112.test>;tag=web\r\nTo: <sip:{_agent.Id}@112.test>\r\nCall-ID: web-{_agent.Id}\r\nCSeq: {number} REGISTER\r\n"
            + $"{authorization}Contact: <sip:{_agent.Id}@df7jal23ls0d.invalid;transport=ws>;expires=300\r\n\r\n");
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[65_536];
        try
        {
            while (true)
            {
                var result = await _socket.ReceiveAsync(buffer.AsMemory(), _stop.Token);
                Assert.True(result.EndOfMessage);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                Assert.True(SipParser.TryParse(buffer.AsSpan(0, result.Count).ToArray(), SipLimits.Default, out var message, out _));
                await (message is SipRequest request ? AnswerAsync(request) : OnResponseAsync((SipResponse)message!));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or ObjectDisposedException)
        {
            // Disposed of.
        }
    }

    private async Task OnResponseAsync(SipResponse response)
    {
        if (response.StatusCode == 401)
        {
            var challenge = DigestChallenge.Best(response.Headers, "WWW-Authenticate")!;
            var ha1 = DigestResponse.Ha1(challenge.Algorithm, _agent.Id, challenge.Realm, _agent.Password);
            var answer = DigestCredentials.Answer(challenge, _agent.Id, ha1, SipMethod.Register, "sip:112.test", "cnonce");
            await RegisterAsync($"Authorization: {answer}\r\n");
        }
        else if (response.StatusCode == 200)
        {
            _registered.TrySetResult();
        }
        else
        {
            _registered.TrySetException(new InvalidOperationException($"REGISTER got {response.StatusCode}"));
        }
    }

    private async Task AnswerAsync(SipRequest request)
    {
        lock (_lock)
        {
            _requests.Add($"{request.Method} {request.RequestUri} {request.Via.Transport}");
        }

        if (request.Is(SipMethod.Ack))
        {
            return;
        }

        var here = (IPEndPoint)_rtp.Client.LocalEndPoint!;
        var sdp = request.Is(SipMethod.Invite)
            ? $"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {here.Port} RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"
            : "";
        if (request.Is(SipMethod.Invite))
        {
            var at = Encoding.UTF8.GetString(request.Body.Span).Split("m=audio ")[1].Split(' ')[0];
            _media = new IPEndPoint(IPAddress.Loopback, int.Parse(at, System.Globalization.CultureInfo.InvariantCulture));
        }

        var text = new StringBuilder("SIP/2.0 200 OK\r\n");
        foreach (var name in new[] { "Via", "Record-Route", "From", "Call-ID", "CSeq" })
        {
            foreach (var line in request.Headers.Lines(name))
            {
                text.Append($"{name}: {line}\r\n");
            }
        }

        text.Append($"To: {(request.To.Tag is null ? request.To.WithTag("webphone") : request.To)}\r\n");
        text.Append($"Contact: <sip:{_agent.Id}@df7jal23ls0d.invalid;transport=ws>\r\n");
        await SendAsync(text.Append(sdp.Length > 0 ? $"Content-Type: application/sdp\r\n\r\n{sdp}" : "\r\n").ToString());
    }

    /// <summary>A-law silence, once somebody has called.</summary>
    private async Task SpeakAsync()
    {
        var packet = new byte[172];
        packet[0] = 0x80;
        packet[1] = 8;
        packet.AsSpan(12).Fill(0xD5);
        using var pace = new PeriodicTimer(Packet);
        try
        {
            for (ushort number = 0; await pace.WaitForNextTickAsync(_stop.Token); number++)
            {
                System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), number);
                System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), number * 160u);
                if (_media is { } media)
                {
                    await _rtp.SendAsync(packet, media, _stop.Token);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The call's ports are closed, or the phone is.
        }
    }

    private Task SendAsync(string message) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, true, _stop.Token);
}
