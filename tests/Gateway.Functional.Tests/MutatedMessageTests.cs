using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Gateway.Calls;
using Gateway.Simulator;
using Gateway.TestKit;

namespace Gateway.Functional.Tests;

/// <summary>10,000 mutated messages at the live gateway, on UDP and TCP, on the trunks' and the agents' side.</summary>
public sealed class MutatedMessageTests(ITestOutputHelper output)
{
    private const int Messages = 10_000;
    private const int Batch = 50;
    private const int WarmUp = 1_000;

    private const string Caller = "+628119999999";

    [Fact]
    public async Task Ten_thousand_mutated_messages_crash_nothing_leak_nothing_and_a_call_placed_meanwhile_goes_through()
    {
        var given = Environment.GetEnvironmentVariable("MUTATION_SEED");
        var seed = given is null ? Random.Shared.Next() : int.Parse(given, CultureInfo.InvariantCulture);
        output.WriteLine($"MUTATION_SEED={seed}");
        var mutations = new Mutations(seed);
        await using var gateway = await TestGateway.StartAsync(new TestSetup { Agents = Phones.Agents(20), MaxCalls = 300, MisAnswer = "0s" });
        using var farEnd = new FarEnd();
        await Task.WhenAll(Phones.Agents(20).Select(a => farEnd.PhoneAsync(gateway, a, talkFor: TimeSpan.FromSeconds(0.3))));
        using var probe = new RawSip(gateway.TrunkUdp);
        using var trunk = new Stranger(new RawSip(gateway.TrunkUdp));
        using var agents = new Stranger(new RawSip(gateway.AgentUdp));

        var clock = Stopwatch.StartNew();
        FarEnd.Caller? caller = null;
        var (heapBefore, residentBefore) = (0.0, 0.0);
        for (var sent = 0; sent < Messages; sent += Batch)
        {
            if (sent % (10 * Batch) == 0)
            {
                await TcpBatchAsync(gateway, mutations, Batch);
            }
            else
            {
                for (var i = 0; i < Batch; i++)
                {
                    (i % 3 == 0 ? agents : trunk).Wire.Send(Mutated(mutations, i % 3 == 0 ? agents.Wire : trunk.Wire, "UDP"));
                }
            }

            Assert.StartsWith("SIP/2.0 200", await AliveAsync(probe), StringComparison.Ordinal);
            trunk.Answer();
            agents.Answer();
            if (sent == WarmUp)
            {
                (heapBefore, residentBefore) = (await Gauge.LiveMegabytesAsync(gateway), Gauge.Megabytes(gateway));
            }
            else if (sent == Messages / 2)
            {
                caller = farEnd.Call(gateway, Caller);
            }
        }

        var took = clock.Elapsed;

        // Mutated callers may be in front: whoever comes first is served first.
        var result = await caller!.EndAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(EndedBy.Gateway, result.EndedBy);
        Assert.True(result.Statistics!.PacketsReceived > 0);

        // What is left are calls whose caller cannot be reached: they end after 60 s of silence and a failed probe.
        await QuietAsync(gateway, trunk, agents, "gateway_sip_dialogs_open", 0, TimeSpan.FromSeconds(150));
        await QuietAsync(gateway, trunk, agents, "gateway_sip_transactions_open", 2, TimeSpan.FromSeconds(60));
        await QuietAsync(gateway, trunk, agents, "gateway_media_legs", 0, TimeSpan.FromSeconds(30));
        var (heapAfter, residentAfter) = (await Gauge.LiveMegabytesAsync(gateway), Gauge.Megabytes(gateway));
        var faults = (await gateway.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).Split('\n')
            .Where(l => l.StartsWith("gateway_sip_faults", StringComparison.Ordinal) && !l.EndsWith(" 0", StringComparison.Ordinal))
            .ToList();

        // Kinds and counts only: the texts quote what was sent, down to control characters.
        var alarms = (await gateway.GetAsync("/api/v1/alarms")).AsArray()
            .GroupBy(a => (string)a!["kind"]!)
            .ToDictionary(k => k.Key, k => k.Sum(a => (long)a!["count"]!));
        Assert.Equal(0, await gateway.StopAsync(TimeSpan.FromSeconds(30)));
        using var evidence = new Evidence(gateway);
        evidence.JournalIsWhole();
        output.WriteLine($"{Messages} messages in {took.TotalSeconds:0.0} s, {evidence.Records().Count} calls of them");
        output.WriteLine($"live heap {heapBefore:0.0} MB after {WarmUp}, {heapAfter:0.0} MB after all");
        output.WriteLine($"resident {residentBefore:0} MB and {residentAfter:0} MB");
        output.WriteLine(string.Join(", ", alarms.Select(a => $"{a.Key} ×{a.Value}")));

        Assert.Empty(faults);
        Assert.DoesNotContain("invite_not_understood", alarms.Keys);
        Assert.DoesNotContain(alarms.Keys, k => k.EndsWith("_defect", StringComparison.Ordinal));
        Assert.All(evidence.Records(), r => Assert.True(r.IsClosed));
        var served = Assert.Single(evidence.Records(), r => r.CallerNumber == Caller);
        Assert.Equal(CallOutcome.Answered, served.Outcome);
        var wav = evidence.Recording(served);
        Assert.True(wav.Heard(wav.Right, FarEnd.AgentTone) > TimeSpan.FromSeconds(0.1), "the agent was not recorded");
        Assert.True(heapAfter < (1.5 * heapBefore) + 16, $"the live heap grew from {heapBefore:0} to {heapAfter:0} MB");
        Assert.True(residentAfter < (1.5 * residentBefore) + 64, $"resident memory grew from {residentBefore:0} to {residentAfter:0} MB");
    }

    private static byte[] Mutated(Mutations mutations, RawSip wire, string transport)
    {
        var invite = wire.Invite(transport);

        // Most INVITEs keep their first Via, so that answers come back and the call can be ended again.
        return mutations.Next(20) switch
        {
            < 4 => mutations.Mutate(invite, invite.IndexOf("Max-Forwards", StringComparison.Ordinal)),
            4 when mutations.Next(10) == 0 => mutations.Mutate(invite),
            < 8 => mutations.Mutate(wire.Request("REGISTER", "", transport, "Expires: 60\r\n")),
            < 11 => mutations.Mutate(wire.Options(transport)),
            < 13 => mutations.Mutate(wire.Request("BYE", "", transport)),
            < 15 => mutations.Mutate(wire.Request("CANCEL", "", transport)),
            < 16 => mutations.Mutate(wire.Request("ACK", "", transport)),
            < 17 => mutations.Mutate(wire.Request("UPDATE", "", transport)),
            < 18 => mutations.Mutate(wire.Request("INFO", "", transport)),
            _ => mutations.Mutate("SIP/2.0 200 OK" + invite[invite.IndexOf("\r\n", StringComparison.Ordinal)..]),
        };
    }

    /// <summary>A few connections, each until the gateway closes it or its share is sent.</summary>
    private static async Task TcpBatchAsync(TestGateway gateway, Mutations mutations, int count)
    {
        using var wire = new RawSip(gateway.TrunkUdp);
        for (var sent = 0; sent < count; sent += 5)
        {
            using var connection = new TcpClient();
            await connection.ConnectAsync(gateway.TrunkTcp, TestContext.Current.CancellationToken);
            try
            {
                for (var i = 0; i < 5; i++)
                {
                    await connection.GetStream().WriteAsync(Mutated(mutations, wire, "TCP"), TestContext.Current.CancellationToken);
                }
            }
            catch (IOException)
            {
                // Closed at the first message that has no end.
            }
        }
    }

    /// <summary>UDP may lose a probe, the gateway must not lose its wits.</summary>
    private static async Task<string> AliveAsync(RawSip probe)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await probe.AskAsync(probe.Options());
            }
            catch (OperationCanceledException) when (attempt < 3)
            {
                // Again.
            }
        }
    }

    private static Task QuietAsync(TestGateway gateway, Stranger trunk, Stranger agents, string metric, double most, TimeSpan limit)
    {
        var last = double.MaxValue;
        return Until.TrueAsync(
            $"{metric} at most {most}",
            () =>
            {
                trunk.Answer();
                agents.Answer();
                last = gateway.MetricAsync(metric).GetAwaiter().GetResult();
                return last <= most;
            },
            limit);
    }

    /// <summary>Who sent the mutated messages: ends each call that was answered, and denies every dialog.</summary>
    private sealed class Stranger(RawSip wire) : IDisposable
    {
        private int _branch;

        public RawSip Wire { get; } = wire;

        public void Answer()
        {
            foreach (var message in Wire.Pending())
            {
                var counter = RawSip.Header(message, "CSeq");
                if (message.StartsWith("SIP/2.0 2", StringComparison.Ordinal) && counter.EndsWith("INVITE", StringComparison.Ordinal))
                {
                    var cseq = counter.Split(' ')[0];
                    Send(message, "ACK", cseq);
                    Send(message, "BYE", long.TryParse(cseq, CultureInfo.InvariantCulture, out var n) ? $"{n + 1}" : "2");
                }
                else if (message.StartsWith("OPTIONS ", StringComparison.Ordinal) || message.StartsWith("BYE ", StringComparison.Ordinal))
                {
                    Wire.Send(Encoding.Latin1.GetBytes(
                        $"SIP/2.0 481 Gone\r\nVia: {RawSip.Header(message, "Via")}\r\n{RawSip.Dialog(message)}CSeq: {counter}\r\n"
                        + "Content-Length: 0\r\n\r\n"));
                }
            }
        }

        public void Dispose() => Wire.Dispose();

        private void Send(string response, string method, string cseq)
        {
            var target = RawSip.Header(response, "Contact").TrimStart('<').Split('>')[0];
            Wire.Send(Encoding.Latin1.GetBytes(
                $"{method} {target} SIP/2.0\r\nVia: SIP/2.0/UDP {Wire.Here};branch=z9hG4bKs{++_branch};rport\r\nMax-Forwards: 70\r\n"
                + $"{RawSip.Dialog(response)}CSeq: {cseq} {method}\r\nContent-Length: 0\r\n\r\n"));
        }
    }
}
