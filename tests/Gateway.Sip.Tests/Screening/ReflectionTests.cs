using System.Net;
using System.Text;
using Gateway.Sip.Messages;
using Gateway.Sip.Registration;
using Gateway.Sip.Screening;
using Gateway.Sip.Tests.Stack;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Tests.Screening;

/// <summary>A source that has shown nothing never gets more bytes than it sent, and only where its packets came from.</summary>
public sealed class ReflectionTests : IDisposable
{
    private readonly Pair _pair = new();
    private readonly List<VirtualPacket> _out = [];
    private readonly DigestAuthenticator _authenticator = new(new DigestOptions("112.manado.example"), new byte[32], new SeededSipIds(7));
    private int _bytesIn;

    public ReflectionTests()
    {
        _pair.Bob.Proven = false;
        _pair.Network.Lose = packet =>
        {
            if (packet.From.Equals(Pair.BobAddress))
            {
                _out.Add(packet);
            }

            return false;
        };
    }

    private int BytesOut => _out.Sum(p => p.Bytes.Length);

    [Theory]
    [InlineData("REGISTER", 401, "")]
    [InlineData("INVITE", 401, "")]
    [InlineData("OPTIONS", 200, "")]
    [InlineData("FROBNICATE", 501, "")]
    [InlineData("SUBSCRIBE", 405, "")]
    [InlineData("BYE", 481, "")]
    [InlineData("INVITE", 486, "")]
    [InlineData("REGISTER", 401, "User-Agent: Contoh Phone 1.2.3 (build 2026-11-25)\r\nAllow: INVITE, ACK, BYE, CANCEL, OPTIONS, NOTIFY, INFO\r\nSupported: path\r\n")]
    public void No_method_and_no_answer_gives_more_bytes_than_came(string method, int status, string more)
    {
        _pair.Bob.Verdict = _ => status == 401
            ? new SourceVerdict(401, Headers: _authenticator.Challenge(Pair.Start).Headers)
            : status == 200 ? new SourceVerdict(200) : SourceVerdict.Accept;
        _pair.Bob.Script = e =>
        {
            if (e is SipEvent.InviteReceived invite)
            {
                _pair.BobStack.Post(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(486)));
            }
        };
        for (var copy = 0; copy < 3; copy++)
        {
            Send(Request(method, more));
            _pair.Run(0.3);
            Assert.True(BytesOut <= _bytesIn, $"{_bytesIn} bytes came and {BytesOut} went");
        }

        // Retransmissions of ours cost credit too.
        _pair.Run(40);
        Assert.True(BytesOut <= _bytesIn, $"{_bytesIn} bytes came and {BytesOut} went");
        var text = Encoding.ASCII.GetString(_out.SelectMany(p => p.Bytes.ToArray()).ToArray());
        Assert.Contains($"SIP/2.0 {status} ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_smaller_the_REGISTER_the_smaller_its_challenge_down_to_silence_until_the_retransmission()
    {
        _pair.Bob.Verdict = _ => new SourceVerdict(401, Headers: _authenticator.Challenge(Pair.Start).Headers);
        List<string> kinds = [];
        for (var padding = 0; padding < 400; padding += 10)
        {
            // Each from an address of its own, so that none has credit left over.
            var source = IPEndPoint.Parse($"198.51.100.{1 + (padding / 10)}:5060");
            var text = Request("REGISTER", $"X: {new string('x', padding)}\r\n");
            _out.Clear();
            Send(text, source);
            _pair.Run(0.1);
            if (_out.Count == 0)
            {
                Send(text, source);
                _pair.Run(0.1);
                Assert.Single(_out);
                kinds.Add("at the second");
                continue;
            }

            var answer = Encoding.ASCII.GetString(Assert.Single(_out).Bytes.Span);
            Assert.Contains("algorithm=MD5", answer, StringComparison.Ordinal);
            kinds.Add(answer.Contains("SHA-256", StringComparison.Ordinal) ? "whole" : answer.Contains("\r\nv: ", StringComparison.Ordinal) ? "compact" : "one challenge");
        }

        Assert.Equal(["at the second", "compact", "one challenge", "whole"], kinds.Where((k, i) => i == 0 || kinds[i - 1] != k));
    }

    [Fact]
    public void A_proven_source_gets_whole_answers()
    {
        _pair.Bob.Proven = true;
        _pair.Bob.Verdict = _ => new SourceVerdict(401, Headers: _authenticator.Challenge(Pair.Start).Headers);
        Send(Request("REGISTER", ""));
        _pair.Run(0.1);
        Assert.Contains("SHA-256", Encoding.ASCII.GetString(Assert.Single(_out).Bytes.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_SIP_are_answered_within_the_same_limit()
    {
        for (var i = 0; i < 20; i++)
        {
            Send($"INVITE sip:a SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9\r\nFrom: <sip:a@b>;tag=1\r\nTo: <a>\r\nCall-ID: {i}\r\nCSeq: no\r\n\r\n");
            _pair.Run(0.1);
            Assert.True(BytesOut <= _bytesIn);
        }
    }

    [Theory]
    [InlineData("Via: SIP/2.0/UDP 203.0.113.9:5060;branch=z9hG4bKv;rport")]
    [InlineData("Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKv;received=203.0.113.9")]
    [InlineData("Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKv;maddr=203.0.113.9")]
    [InlineData("Via: SIP/2.0/UDP victim.example:5060;branch=z9hG4bKv")]
    public void A_forged_Via_or_Contact_sends_nothing_elsewhere(string via)
    {
        _pair.Bob.Script = e =>
        {
            if (e is SipEvent.InviteReceived invite)
            {
                _pair.BobStack.Post(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(403)));
            }
        };
        Send(Request("INVITE", "Contact: <sip:victim@203.0.113.9>\r\nRecord-Route: <sip:203.0.113.9;lr>\r\nX: " + new string('x', 600) + "\r\n", via));
        _pair.Run(40);
        Assert.NotEmpty(_out);
        Assert.All(_out, p => Assert.Equal(Pair.AliceAddress.Address, p.To.Address));
    }

    [Fact]
    public void What_a_user_does_not_take_costs_no_turn()
    {
        _pair.Bob.Taken = _ => false;
        Send(Request("OPTIONS", ""));
        _pair.Run(0.1);
        Assert.Empty(_pair.Bob.Events);
        Assert.Empty(_out);
        Assert.Equal(1, _pair.BobMetrics.Drops);
    }

    public void Dispose() => _pair.Dispose();

    private static string Request(string method, string more, string via = "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKv") =>
        $"{method} sip:112.manado.example SIP/2.0\r\n{via}\r\nFrom: <sip:2001@112.manado.example>;tag=a\r\nTo: <sip:2001@112.manado.example>\r\n"
        + $"Call-ID: a1b2c3d4@192.0.2.1\r\nCSeq: 1 {method}\r\nMax-Forwards: 70\r\nContact: <sip:2001@192.0.2.1:5060>\r\n{more}Content-Length: 0\r\n\r\n";

    private void Send(string text, IPEndPoint? source = null)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        _bytesIn += bytes.Length;
        _pair.Network.Send(new VirtualPacket(bytes, SipTransportKind.Udp, source ?? Pair.AliceAddress, Pair.BobAddress, 0, 0));
    }
}
