using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Tests.Stack;

/// <summary>Several early dialogs of one INVITE of ours, and the order of reliable responses in each (RFC 3262 §4).</summary>
public sealed class EarlyDialogTests
{
    private static readonly HeaderField[] Required = [new("Require", "100rel")];

    private static void Ring(Pair pair) => pair.Bob.Script = e =>
    {
        if (e is SipEvent.InviteReceived invite)
        {
            pair.BobStack.Post(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(180)));
        }
    };

    [Fact]
    public void Rfc3262_4_a_reliable_1xx_that_repeats_or_skips_a_number_is_dropped()
    {
        using var pair = new Pair();
        Ring(pair);
        pair.Call(Required);
        pair.RunUntil(() => pair.Bob.Count<SipEvent.PrackReceived>() == 1);
        var ringing = pair.Responses(180, SipMethod.Invite).Single();
        var rseq = RAck.RSeqOf(ringing.Headers)!.Value;
        foreach (var number in new[] { rseq, rseq + 2, rseq + 1, rseq + 1, rseq - 1 })
        {
            Play(pair, ringing, 183, ringing.To.Tag!, number);
            pair.Run(0.1);
        }

        Assert.Equal([$"{rseq} 1 INVITE", $"{rseq + 1} 1 INVITE"], pair.Requests(SipMethod.Prack).Select(r => r.Headers["RAck"]!).Distinct());
        Assert.Equal([100, 180, 183], pair.Alice.All<SipEvent.Provisional>().Select(p => p.Response.StatusCode));
    }

    [Fact]
    public void Rfc3262_4_each_early_dialog_counts_for_itself_and_the_one_that_answers_goes_on_from_its_own_CSeq()
    {
        using var pair = new Pair();
        Ring(pair);
        var usage = pair.Call(Required);
        pair.RunUntil(() => pair.Bob.Count<SipEvent.PrackReceived>() == 1);
        var ringing = pair.Responses(180, SipMethod.Invite).Single();
        Play(pair, ringing, 183, "fork-2", 77);
        Play(pair, ringing, 183, "fork-2", 78);
        pair.Run(0.5);
        var toFork = pair.Requests(SipMethod.Prack).Where(r => r.To.Tag == "fork-2").DistinctBy(r => r.CSeq).ToArray();
        Assert.Equal(["77 1 INVITE", "78 1 INVITE"], toFork.Select(r => r.Headers["RAck"]!));
        Assert.Equal([2u, 3u], toFork.Select(r => r.CSeq.Number));
        pair.BobStack.Post(new SipCommand.RespondInvite(
            pair.Bob.Only<SipEvent.InviteReceived>().Usage, new ResponseSpec(200, Body: Pair.Offer)));
        pair.Run(0.5);
        Assert.Equal(ringing.To.Tag, pair.Alice.Only<SipEvent.Succeeded>().Response.To.Tag);
        Assert.Equal(2u, pair.Alice.Only<SipEvent.Confirmed>().Dialog.LocalCSeq);

        // The other fork answers too: its BYE comes after its two PRACKs.
        Play(pair, pair.Responses(200, SipMethod.Invite).First(), 200, "fork-2", null);
        pair.Run(0.5);
        Assert.Equal(4u, pair.Requests(SipMethod.Bye).First(r => r.To.Tag == "fork-2").CSeq.Number);
        pair.AliceStack.Post(new SipCommand.Bye(usage));
        pair.Run(1);
        Assert.Equal(3u, pair.Requests(SipMethod.Bye).First(r => r.To.Tag == ringing.To.Tag).CSeq.Number);
        pair.AssertNothingLeft();
    }

    [Fact]
    public void More_forks_than_anybody_has_are_not_kept()
    {
        using var pair = new Pair();
        Ring(pair);
        pair.Call(Required);
        pair.RunUntil(() => pair.Bob.Count<SipEvent.PrackReceived>() == 1);
        var ringing = pair.Responses(180, SipMethod.Invite).Single();
        for (var i = 0; i < 100; i++)
        {
            Play(pair, ringing, 180, $"fork-{i}", 5);
        }

        pair.Run(0.3);
        Assert.Equal(32, pair.Requests(SipMethod.Prack).Select(r => r.To.Tag).Distinct().Count());
    }

    /// <summary>A response as another fork or a confused peer would send it.</summary>
    private static void Play(Pair pair, SipResponse like, int status, string tag, uint? rseq)
    {
        var response = new SipResponse(status, "x");
        foreach (var field in like.Headers.Where(h => h.Name is not ("RSeq" or "To" or "Content-Type" or "Content-Length")))
        {
            response.Headers.Add(field.Name, field.Value);
        }

        response.Headers.Add("To", like.To.WithTag(tag).ToString());
        if (rseq is { } number)
        {
            response.Headers.Add("RSeq", $"{number}");
        }

        pair.Network.Send(new VirtualPacket(SipWriter.ToBytes(response), SipTransportKind.Udp, Pair.BobAddress, Pair.AliceAddress, 0, 0));
    }
}
