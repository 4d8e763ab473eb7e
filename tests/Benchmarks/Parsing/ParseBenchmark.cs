using System.Globalization;
using System.Net;
using System.Text;
using Gateway.Media.Sdp;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;

namespace Gateway.Benchmarks.Parsing;

/// <summary>
/// CPU and allocation per INVITE. An own loop in one process, warmed up until the code is optimised, best of five rounds: it reads the same CPU
/// clock as the other measurements and takes seconds; BenchmarkDotNet would measure wall clock and take minutes.
/// </summary>
internal static class ParseBenchmark
{
    private const int Rounds = 5;

    public static void Run(Plan plan, Table table)
    {
        var bytes = Encoding.ASCII.GetBytes(SampleInvite.Text);
        var local = new LocalMedia(1, IPAddress.Loopback, 20_000);
        var peers = CPeers.Measure(plan.ParseRound);
        using var transactions = new TransactionRun();
        (string Name, string Peer, Action Work)[] depths =
        [
            ("headers", "", () => Parsed(bytes)),
            ("headers, top ones typed", "headers", () => Typed(Parsed(bytes))),
            ("the same, SDP read", "sdp", () =>
            {
                var request = Parsed(bytes);
                Typed(request);
                Read(request);
            }),
            ("the same, SDP read and answered", "", () =>
            {
                var request = Parsed(bytes);
                Typed(request);
                Answered(request, local);
            }),
            ("server transaction from bytes to bytes: INVITE, 180, 486, ACK", "transaction", transactions.Once),
        ];
        foreach (var (name, peer, work) in depths)
        {
            var (nanoseconds, allocated) = Measure(work, plan.ParseRound);
            var (those, ratios) = peers.Of(peer, nanoseconds);
            table.Add(
                "parse",
                $"INVITE of {bytes.Length} bytes: {name}",
                string.Create(CultureInfo.InvariantCulture, $"{nanoseconds:N0} ns, {allocated:N0} bytes allocated"),
                those,
                ratios);
        }

        transactions.Check();
    }

    private static (double Nanoseconds, long Allocated) Measure(Action work, TimeSpan round)
    {
        Repeat(work, TimeSpan.FromTicks(round.Ticks / 2));
        var best = Enumerable.Range(0, Rounds).Min(_ => Repeat(work, round));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            work();
        }

        return (best, (GC.GetAllocatedBytesForCurrentThread() - before) / 1000);
    }

    /// <summary>Nanoseconds of CPU per run, with those of the collector.</summary>
    private static double Repeat(Action work, TimeSpan span)
    {
        var before = Environment.CpuUsage.TotalTime;
        var runs = 0L;
        TimeSpan used;
        do
        {
            for (var i = 0; i < 1000; i++)
            {
                work();
            }

            runs += 1000;
            used = Environment.CpuUsage.TotalTime - before;
        }
        while (used < span);
        return used.TotalNanoseconds / runs;
    }

    private static SipRequest Parsed(byte[] bytes) =>
        SipParser.TryParse(bytes, SipLimits.Default, out var message, out var rejection)
            ? (SipRequest)message!
            : throw new InvalidDataException($"{rejection.Reason}");

    private static void Typed(SipRequest request)
    {
        var whole = request.Via.Branch is not null && request.From.Tag is not null && request.To.Uri.IsSip && request.CSeq.Number > 0
            && request.CallId.Length > 0 && request.Contact is not null && request.RequestUri.IsSip;
        if (!whole)
        {
            throw new InvalidDataException("the sample was misread");
        }
    }

    private static void Read(SipRequest request)
    {
        if (!SdpParser.TryParse(request.Body.Span, out var offer, out var error) || offer.Media.Count == 0)
        {
            throw new InvalidDataException($"the sample's SDP was misread {error}");
        }
    }

    private static void Answered(SipRequest request, LocalMedia local)
    {
        if (!SdpParser.TryParse(request.Body.Span, out var offer, out var error) || OfferAnswer.Answer(offer, local) is not NegotiationResult.Agreed)
        {
            throw new InvalidDataException($"the sample was not answered {error}");
        }
    }
}
