using System.Text;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;

namespace Gateway.Sip.Tests.Parsing;

/// <summary>Allocation is exact and the same on every machine; time is measured by the benchmarks.</summary>
public sealed class ParserCostTests(ITestOutputHelper output)
{
    [Fact]
    public void An_invite_costs_few_bytes_to_parse_and_not_many_more_to_look_at()
    {
        var bytes = Encoding.UTF8.GetBytes(Samples.Invite);
        Look(bytes);
        var parsed = Allocated(() => SipParser.TryParse(bytes, SipLimits.Default, out _, out _));
        var looked = Allocated(() => Look(bytes));
        output.WriteLine($"{bytes.Length} bytes on the wire: {parsed} allocated to parse, {looked} with Via, From, To, CSeq, Call-ID, Contact and Request-URI");
        Assert.InRange(parsed, 1, 1500);
        Assert.InRange(looked, 1, 6000);
    }

    private static void Look(byte[] bytes)
    {
        SipParser.TryParse(bytes, SipLimits.Default, out var message, out _);
        var request = (SipRequest)message!;
        Assert.NotNull(request.Via.Branch);
        Assert.NotNull(request.From.Tag);
        Assert.NotNull(request.To.Uri);
        Assert.NotEqual(0u, request.CSeq.Number);
        Assert.NotNull(request.CallId);
        Assert.NotNull(request.Contact);
        Assert.NotNull(request.RequestUri);
    }

    private static long Allocated(Action action)
    {
        action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
