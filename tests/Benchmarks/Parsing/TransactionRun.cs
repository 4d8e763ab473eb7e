using System.Globalization;
using System.Net;
using System.Text;
using Gateway.Loops;
using Gateway.Sip;
using Gateway.Sip.Diagnostics;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;
using Gateway.Sip.Transport;

namespace Gateway.Benchmarks.Parsing;

/// <summary>
/// The life of an INVITE server transaction over TCP, from bytes to bytes: INVITE, 100, 180, 486, ACK (timer I is 0 there), through the whole stack with
/// its dialog and metrics, on one thread without sockets.
/// </summary>
internal sealed class TransactionRun : ISipUser, IDisposable
{
    private static readonly IPEndPoint Peer = IPEndPoint.Parse("192.0.2.1:5060");
    private static readonly IPEndPoint Here = IPEndPoint.Parse("192.0.2.2:5060");
    private static readonly SipFlow Flow = new("trunk", SipTransportKind.Tcp, Here, Peer, ConnectionId: 1);

    /// <summary>Of virtual time between messages, as at 500 calls a second: so many timers that are no longer wanted are still in the queue.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);

    private readonly byte[] _invite = Encoding.ASCII.GetBytes(SampleInvite.Text.Replace("SIP/2.0/UDP", "SIP/2.0/TCP", StringComparison.Ordinal));
    private readonly SeededScheduler _scheduler = new(1, DateTimeOffset.UnixEpoch);
    private readonly SipMetrics _metrics = new();
    private readonly SipStack _stack;
    private readonly Wire _wire = new();
    private TimeSpan _now;
    private long _number;

    public TransactionRun()
    {
        _stack = new SipStack(new SipOptions(), _scheduler, [_wire], this, new SeededSipIds(1), _metrics);
        _stack.Start();
    }

    /// <summary>One call, from its first to its last byte.</summary>
    public void Once()
    {
        _number++;
        var digits = _number.ToString("0000000000", CultureInfo.InvariantCulture);
        Encoding.ASCII.GetBytes(digits, _invite.AsSpan(_invite.AsSpan().IndexOf("branch=z9hG4bK"u8) + 14));
        Encoding.ASCII.GetBytes(digits, _invite.AsSpan(_invite.AsSpan().IndexOf("Call-ID: "u8) + 9));
        Arrive(_invite.ToArray());
        var response = _wire.Last.Span;
        var to = response[response.IndexOf("To: "u8)..];
        Arrive(Encoding.ASCII.GetBytes(
            $"ACK sip:112@gw.manado.example;user=phone SIP/2.0\r\nVia: SIP/2.0/TCP 192.0.2.1:5060;branch=z9hG4bK{digits};rport\r\nMax-Forwards: 68\r\n"
            + "From: \"+6281234567890\" <sip:+6281234567890@ims.example;user=phone>;tag=1928301774\r\n"
            + $"{Encoding.ASCII.GetString(to[..to.IndexOf("\r\n"u8)])}\r\nCall-ID: {digits}6710-5f2c@192.0.2.1\r\nCSeq: 31415 ACK\r\nContent-Length: 0\r\n\r\n"));
    }

    /// <summary>Proves that what was measured happened.</summary>
    public void Check()
    {
        if (_metrics.Transactions != 0 || _metrics.Dialogs != 0 || _wire.Sent != 3 * _number)
        {
            throw new InvalidDataException($"{_metrics.Transactions} transactions are left, {_wire.Sent} responses for {_number} calls");
        }
    }

    public SourceVerdict Judge(SipRequest request, SipFlow flow) => SourceVerdict.Accept;

    public void OnEvent(SipEvent sipEvent)
    {
        if (sipEvent is SipEvent.InviteReceived invite)
        {
            _stack.Post(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(180)));
            _stack.Post(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(486)));
        }
    }

    public void Dispose()
    {
        _stack.Dispose();
        _metrics.Dispose();
    }

    private void Arrive(byte[] bytes)
    {
        if (!SipParser.TryParse(bytes, SipLimits.Default, out var message, out var rejection))
        {
            throw new InvalidDataException($"{rejection.Reason}");
        }

        _wire.Sink!.OnMessage(message!, Flow, bytes.Length);
        _now += Step;
        _scheduler.RunUntil(_now);
    }

    /// <summary>A connection that takes everything.</summary>
    private sealed class Wire : ISipTransport
    {
        public SipListener Listener { get; } = new("trunk", SipTransportKind.Tcp, Here);

        public IPEndPoint LocalEndPoint => Here;

        public ITransportSink? Sink { get; private set; }

        public long Sent { get; private set; }

        public ReadOnlyMemory<byte> Last { get; private set; }

        public void Start(ITransportSink sink) => Sink = sink;

        public void Send(ReadOnlyMemory<byte> message, SipFlow flow, long token)
        {
            Sent++;
            Last = message;
        }

        public IPEndPoint LocalFor(IPEndPoint remote) => Here;

        public void Dispose()
        {
        }
    }
}
