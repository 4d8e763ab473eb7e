using System.Net;
using System.Net.Sockets;
using System.Text;
using Gateway.Sip.Tests.Stack;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Tests.Transport;

/// <summary>Mutated messages at a live stack while a call is placed.</summary>
public sealed class MutationTests
{
    private const int Seed = 20261125;

    private static readonly string[] Templates =
    [
        "INVITE sip:112@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5999;rport;branch=z9hG4bKm#\r\nMax-Forwards: 70\r\nFrom: \"A\" <sip:a@127.0.0.1>;tag=f#\r\n"
            + "To: <sip:112@127.0.0.1>\r\nCall-ID: m#\r\nCSeq: 1 INVITE\r\nContact: <sip:a@127.0.0.1:5999>\r\nRecord-Route: <sip:127.0.0.1;lr>\r\n"
            + "Content-Type: application/sdp\r\nContent-Length: 5\r\n\r\nv=0\r\n",
        "REGISTER sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5999;branch=z9hG4bKr#\r\nFrom: <sip:a@127.0.0.1>;tag=f#\r\nTo: <sip:a@127.0.0.1>\r\n"
            + "Call-ID: r#\r\nCSeq: 1 REGISTER\r\nContact: <sip:a@127.0.0.1:5999>;expires=60\r\nAuthorization: Digest username=\"a\", nonce=\"b\"\r\n\r\n",
        "CANCEL sip:112@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5999;branch=z9hG4bKm#\r\nFrom: <sip:a@127.0.0.1>;tag=f#\r\nTo: <sip:112@127.0.0.1>\r\n"
            + "Call-ID: m#\r\nCSeq: 1 CANCEL\r\n\r\n",
        "BYE sip:112@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5999\r\nFrom: <sip:a@127.0.0.1>;tag=f#\r\nTo: <sip:112@127.0.0.1>;tag=x\r\n"
            + "Call-ID: m#\r\nCSeq: 2 BYE\r\n\r\n",
        "ACK sip:112@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5999;branch=z9hG4bKm#\r\nFrom: <sip:a@127.0.0.1>;tag=f#\r\nTo: <sip:112@127.0.0.1>\r\n"
            + "Call-ID: m#\r\nCSeq: 1 ACK\r\n\r\n",
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 127.0.0.1:5999;branch=z9hG4bKm#\r\nFrom: <sip:a@127.0.0.1>;tag=f#\r\nTo: <sip:112@127.0.0.1>;tag=y\r\n"
            + "Call-ID: m#\r\nCSeq: 1 INVITE\r\nContact: <sip:b@127.0.0.1>\r\n\r\n",
    ];

    [Fact]
    public async Task Ten_thousand_mutated_datagrams_do_no_harm_to_a_call_and_leave_nothing()
    {
        using var alice = new LiveStack(IPAddress.Loopback, SipTransportKind.Udp, timers: LiveStack.Patient);
        using var bob = new LiveStack(IPAddress.Loopback, SipTransportKind.Udp, timers: LiveStack.Patient);
        RefuseStrangers(bob);
        using var attacker = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var random = new Random(Seed);
        for (var i = 0; i < 10_000; i++)
        {
            attacker.SendTo(Mutate(random, i), bob.Address);
            if (i == 3000)
            {
                alice.Call(bob.Address);
            }

            if (i % 50 == 0)
            {
                await LiveStack.UntilAsync(() => bob.Stack.Depth < 20, "the stack keeps up");
            }
        }

        await CallGoesThrough(alice, bob);
    }

    [Fact]
    public async Task Broken_streams_do_no_harm_to_a_call_and_leave_nothing()
    {
        using var alice = new LiveStack(IPAddress.Loopback, SipTransportKind.Tcp, timers: LiveStack.Patient);
        using var bob = new LiveStack(IPAddress.Loopback, SipTransportKind.Tcp, timers: LiveStack.Patient);
        RefuseStrangers(bob);
        var random = new Random(Seed);
        for (var i = 0; i < 300; i++)
        {
            using var attacker = new TcpClient();
            await attacker.ConnectAsync(bob.Address, TestContext.Current.CancellationToken);
            try
            {
                for (var part = 0; part < 30; part++)
                {
                    var bytes = Mutate(random, (i * 30) + part);
                    await attacker.GetStream().WriteAsync(bytes.AsMemory(0, random.Next(bytes.Length + 1)), TestContext.Current.CancellationToken);
                }
            }
            catch (IOException)
            {
                // The stack has closed a stream that it could not read: as it should.
            }

            if (i == 100)
            {
                alice.Call(bob.Address);
            }
        }

        await CallGoesThrough(alice, bob);
        await LiveStack.UntilAsync(() => bob.Metrics.Connections <= 1, "the attackers' connections are gone");
    }

    private static async Task CallGoesThrough(LiveStack alice, LiveStack bob)
    {
        await LiveStack.UntilAsync(() => alice.User.Count<SipEvent.Succeeded>() == 1, $"the call goes through (seed {Seed})");
        alice.Stack.Post(new SipCommand.Bye(alice.User.Only<SipEvent.Succeeded>().Usage));
        await LiveStack.UntilAsync(() => bob.User.Count<SipEvent.ByeReceived>() > 0, "hung up");
        await LiveStack.UntilAsync(
            () => (alice.Metrics.Transactions, alice.Metrics.Dialogs) == (0, 0) && (bob.Metrics.Transactions, bob.Metrics.Dialogs) == (0, 0),
            $"all has ended (seed {Seed}): {bob.Metrics.Transactions} transactions, {bob.Metrics.Dialogs} dialogs");
        Assert.Equal(0, alice.Metrics.Faults + bob.Metrics.Faults);
    }

    private static void RefuseStrangers(LiveStack bob) => bob.User.Script = e =>
    {
        switch (e)
        {
            case SipEvent.InviteReceived invite when invite.Request.From.Uri.User == "alice":
                bob.Stack.Post(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(200, Body: Pair.Offer)));
                break;
            case SipEvent.InviteReceived invite:
                bob.Stack.Post(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(486)));
                break;
            case SipEvent.RequestReceived request:
                bob.Stack.Post(new SipCommand.Respond(request.Id, new ResponseSpec(403)));
                break;
        }
    };

    private static byte[] Mutate(Random random, int number)
    {
        var bytes = Encoding.ASCII.GetBytes(Templates[random.Next(Templates.Length)].Replace("#", $"{number / 8}", StringComparison.Ordinal)).ToList();
        for (var change = random.Next(4); change > 0; change--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, random.Next(Math.Min(40, bytes.Count - at)));
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, random.Next(Math.Min(60, bytes.Count - at))));
                    break;
                case 3:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes.InsertRange(at, Enumerable.Repeat((byte)random.Next(256), random.Next(2000)));
                    break;
            }

            if (bytes.Count == 0)
            {
                break;
            }
        }

        return [.. bytes];
    }
}
