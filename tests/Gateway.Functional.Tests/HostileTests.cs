using System.Net;
using System.Net.Sockets;
using System.Text;
using Gateway.TestKit;

namespace Gateway.Functional.Tests;

/// <summary>10,000 mutated messages on UDP and TCP, at the trunk's and at the agents' listener, while a call is placed.</summary>
public sealed class HostileTests(ITestOutputHelper output)
{
    private const int Datagrams = 9_000;
    private const int Streams = 100;
    private const int MessagesPerStream = 10;

    [Fact]
    public async Task Ten_thousand_mutated_messages_crash_nothing_leak_nothing_and_harm_no_call()
    {
        Assert.SkipUnless(Sipp.IsInstalled, "SIPp is not installed (Debian: sip-tester)");
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var gateway = await TestGateway.StartAsync(new TestSetup { Agents = Phones.Agents(1) });
        await using var phone = await Phones.AnswerAsync(gateway.AgentUdp, Phones.Agents(1), "agent-answer");
        await gateway.WaitForAsync("/api/v1/agents", a => a.AsArray().Count(x => (bool)x!["registered"]!) == 1);
        Assert.Null(await CallAsync(gateway));
        var before = Gauge.Megabytes(gateway);

        var call = CallAsync(gateway);
        using var udp = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        for (var i = 0; i < Datagrams; i++)
        {
            await udp.SendAsync(Mutated(random), i % 2 == 0 ? gateway.TrunkUdp : gateway.AgentUdp, TestContext.Current.CancellationToken);
            if (i % 50 == 49)
            {
                // A flood that the kernel drops would test nothing: let the receiver breathe.
                await Task.Yield();
            }
        }

        for (var i = 0; i < Streams; i++)
        {
            using var tcp = new TcpClient();
            await tcp.ConnectAsync(gateway.TrunkTcp, TestContext.Current.CancellationToken);
            try
            {
                for (var m = 0; m < MessagesPerStream; m++)
                {
                    await tcp.GetStream().WriteAsync(Mutated(random), TestContext.Current.CancellationToken);
                }
            }
            catch (IOException)
            {
                // The gateway closes a stream whose framing is lost.
            }
        }

        Assert.Null(await call);
        Assert.Null(await CallAsync(gateway));

        // INVITEs among them that can be read came from a trunk's network: they are calls, and end when their ports or patience do.
        var memory = Gauge.Megabytes(gateway);
        output.WriteLine($"{Datagrams} datagrams and {Streams * MessagesPerStream} messages on {Streams} streams: {before:0} MB before, {memory:0} MB after");
        Assert.True(memory < before + 300, $"{before:0} MB became {memory:0} MB");
        Assert.Equal(0, await gateway.MetricAsync("gateway_calls_unaccounted"));
        var alarms = (await gateway.GetAsync("/api/v1/alarms")).AsArray().Select(a => (string)a!["kind"]!).ToList();
        output.WriteLine(string.Join(", ", alarms.Distinct()));
        Assert.DoesNotContain(alarms, a => a.EndsWith("_defect", StringComparison.Ordinal));
    }

    private static async Task<string?> CallAsync(TestGateway gateway)
    {
        await using var caller = Sipp.Start("caller-plain", gateway.TrunkUdp, Sipp.FreePort(), "-m", "1");
        return await caller.FinishAsync(TimeSpan.FromSeconds(30));
    }

    private static byte[] Mutated(Random random)
    {
        string[] methods = ["OPTIONS", "REGISTER", "BYE", "CANCEL", "ACK", "SUBSCRIBE", "INFO", "FOO"];
        var bytes = Encoding.ASCII.GetBytes(
            $"{methods[random.Next(methods.Length)]} sip:112@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK{random.Next()};rport\r\n"
            + $"From: \"x\" <sip:a@b>;tag={random.Next()}\r\nTo: <sip:112@127.0.0.1>\r\nCall-ID: {random.Next()}@mutant\r\nCSeq: {random.Next(1000)} OPTIONS\r\n"
            + $"Contact: <sip:a@127.0.0.1:9>\r\nMax-Forwards: 70\r\nContent-Type: multipart/mixed;boundary=b\r\nContent-Length: {random.Next(80)}\r\n\r\n--b\r\n\r\nv=0\r\n");
        for (var mutations = random.Next(1, 12); mutations > 0; mutations--)
        {
            var at = random.Next(bytes.Length);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes = [.. bytes[..at], .. bytes[random.Next(at, bytes.Length)..]];
                    break;
                case 2:
                    bytes = [.. bytes[..at], .. bytes[at..], .. bytes[random.Next(bytes.Length)..]];
                    break;
                default:
                    bytes = [.. bytes[..at], .. Enumerable.Repeat((byte)"<>;,\"\r\n\0:"[random.Next(9)], random.Next(40)), .. bytes[at..]];
                    break;
            }

            if (bytes.Length == 0)
            {
                bytes = [0];
            }
        }

        return bytes.Length > 60_000 ? bytes[..60_000] : bytes;
    }
}
