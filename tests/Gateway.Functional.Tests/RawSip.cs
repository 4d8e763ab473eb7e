using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Functional.Tests;

/// <summary>SIP by hand over UDP, for what no well-behaved stack would send or show.</summary>
internal sealed class RawSip : IDisposable
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly IPEndPoint _target;
    private readonly byte[] _buffer = new byte[65_536];
    private int _number;

    public RawSip(IPEndPoint target, IPAddress? source = null)
    {
        _target = target;
        _socket.Bind(new IPEndPoint(source ?? IPAddress.Loopback, 0));
        _socket.Connect(target);
        Here = (IPEndPoint)_socket.LocalEndPoint!;
    }

    public IPEndPoint Here { get; }

    public string Options(string transport = "UDP") => Request("OPTIONS", "", transport);

    public string Invite(string transport = "UDP") => Request(
        "INVITE",
        $"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {Here.Port} RTP/AVP 8 0 101\r\n"
            + "a=rtpmap:101 telephone-event/8000\r\n",
        transport);

    public string Request(string method, string body, string transport = "UDP", string extra = "")
    {
        var id = $"{Here.Port}x{++_number}";
        var type = body.Length > 0 ? "Content-Type: application/sdp\r\n" : "";
        return $"{method} sip:112@{_target} SIP/2.0\r\nVia: SIP/2.0/{transport} {Here};branch=z9hG4bK{id};rport\r\nMax-Forwards: 70\r\n"
            + $"From: \"Budi\" <sip:+628120000000@operator.invalid;user=phone>;tag=t{id}\r\n"
            + $"To: <sip:112@{_target}>\r\nCall-ID: {id}\r\nCSeq: 1 {method}\r\nContact: <sip:+628120000000@{Here}>\r\n"
            + $"{extra}{type}Content-Length: {body.Length}\r\n\r\n{body}";
    }

    public void Send(ReadOnlySpan<byte> bytes) => _socket.Send(bytes);

    /// <summary>Sends and gives the final response to it; an INVITE's is acknowledged.</summary>
    public async Task<string> AskAsync(string request)
    {
        var sent = Encoding.UTF8.GetBytes(request);
        var callId = Header(request, "Call-ID");
        _socket.Send(sent);
        using var limit = new CancellationTokenSource(AnswerLimit);
        while (true)
        {
            var read = await _socket.ReceiveAsync(_buffer, limit.Token);
            var response = Encoding.UTF8.GetString(_buffer, 0, read);
            if (response.StartsWith("SIP/2.0 1", StringComparison.Ordinal) || Header(response, "Call-ID") != callId)
            {
                continue;
            }

            if (request.StartsWith("INVITE", StringComparison.Ordinal))
            {
                Send(Encoding.UTF8.GetBytes(Follow(request, response, "ACK", 1)));
            }

            return response;
        }
    }

    /// <summary>Everything that has come and was not read; waits for nothing.</summary>
    public IEnumerable<string> Pending()
    {
        while (_socket.Available > 0)
        {
            yield return Encoding.Latin1.GetString(_buffer, 0, _socket.Receive(_buffer));
        }
    }

    /// <summary>Value of the first header of that name; empty without one.</summary>
    public static string Header(string message, string name)
    {
        var at = message.IndexOf($"\r\n{name}:", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return "";
        }

        var from = at + name.Length + 3;
        var end = message.IndexOf("\r\n", from, StringComparison.Ordinal);
        return message[from..(end < 0 ? message.Length : end)].Trim();
    }

    /// <summary>The lines that name a message's dialog.</summary>
    public static string Dialog(string message) =>
        $"From: {Header(message, "From")}\r\nTo: {Header(message, "To")}\r\nCall-ID: {Header(message, "Call-ID")}\r\n";

    /// <summary>ACK of a refusal, by the request's own Via (RFC 3261 §17.1.1.3).</summary>
    private static string Follow(string request, string response, string method, int cseq) =>
        $"{method} {request.Split(' ')[1]} SIP/2.0\r\nVia: {Header(request, "Via")}\r\nMax-Forwards: 70\r\n"
        + $"{Dialog(response)}CSeq: {cseq} {method}\r\nContent-Length: 0\r\n\r\n";

    public void Dispose() => _socket.Dispose();
}
