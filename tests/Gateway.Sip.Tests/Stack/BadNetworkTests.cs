using Gateway.Sip.Messages;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Tests.Stack;

/// <summary>Many calls over a bad network: each ends on both sides, nothing is left, and a seed repeats its history.</summary>
public sealed class BadNetworkTests
{
    private static readonly NetworkConditions Bad = new(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(400), Loss: 0.15, Duplication: 0.1);

    [Theory]
    [InlineData(101)]
    [InlineData(102)]
    [InlineData(103)]
    [InlineData(104)]
    [InlineData(105)]
    [InlineData(106)]
    [InlineData(107)]
    [InlineData(108)]
    [InlineData(109)]
    [InlineData(110)]
    public void Calls_complete_and_leave_nothing_under_loss_duplication_and_reordering(int seed)
    {
        using var pair = new Pair(seed, Bad);
        var random = new Random(seed);
        Dictionary<UsageId, int> plans = [];
        Play(pair, random);
        for (var i = 0; i < 60; i++)
        {
            var usage = pair.Call();
            plans.Add(usage, random.Next(4));
            pair.Run(random.NextDouble());
            if (plans[usage] == 0)
            {
                pair.AliceStack.Post(new SipCommand.Cancel(usage));
            }
        }

        pair.Run(60);
        foreach (var usage in plans.Keys)
        {
            pair.AliceStack.Post(new SipCommand.Bye(usage));
        }

        pair.AssertNothingLeft();
        foreach (var (usage, _) in plans)
        {
            // Each call of ours ends in exactly one of: answered, failed. (A CANCEL that came late gives both, in this order.)
            var answered = pair.Alice.All<SipEvent.Succeeded>().Count(e => e.Usage == usage);
            var failed = pair.Alice.All<SipEvent.Failed>().Count(e => e.Usage == usage);
            Assert.True(answered + failed >= 1 && answered <= 1 && failed <= 1, $"seed {seed} {usage}: {answered} answered, {failed} failed");
        }

        Assert.All(pair.Bob.All<SipEvent.InviteReceived>().GroupBy(e => e.Request.CallId), g => Assert.Single(g));
        Assert.All(pair.Bob.All<SipEvent.Acknowledged>().GroupBy(e => (e.Usage, e.Ack.CSeq.Number)), g => Assert.Single(g));
        var finished = pair.Alice.All<SipEvent.RequestFinished>().Select(e => e.Id.Value).ToArray();
        Assert.Equal(finished.Distinct().Count(), finished.Length);
        Assert.True(pair.Alice.Count<SipEvent.Succeeded>() > 20, $"seed {seed}: too few calls were answered to prove anything");
    }

    [Fact]
    public void One_seed_gives_one_history()
    {
        static string History(int seed)
        {
            using var pair = new Pair(seed, Bad);
            Play(pair, new Random(seed));
            for (var i = 0; i < 10; i++)
            {
                pair.Call();
                pair.Run(0.3);
            }

            pair.Run(60);
            return string.Join('\n', pair.Trace.Select(t => $"{t.At} {t.To} {t.Message} {t.Message.CallId} {t.Message.Via}"));
        }

        Assert.Equal(History(7), History(7));
        Assert.NotEqual(History(7), History(8));
    }

    private static void Play(Pair pair, Random random)
    {
        long requests = 0;
        pair.Bob.Script = e =>
        {
            switch (e)
            {
                case SipEvent.InviteReceived invite:
                    pair.BobStack.Post(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(180)));
                    var status = random.Next(5) == 0 ? 486 : 200;
                    pair.BobStack.Post(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(status, Body: Pair.Offer)));
                    break;
                case SipEvent.Acknowledged acknowledged when random.Next(3) == 0:
                    pair.BobStack.Post(
                        new SipCommand.SendInDialog(acknowledged.Usage, new ClientRequestId(++requests), SipMethod.Invite, [], Pair.Offer));
                    break;
                case SipEvent.ReinviteReceived reinvite:
                    pair.BobStack.Post(new SipCommand.Respond(reinvite.Id, new ResponseSpec(200, Body: Pair.Offer)));
                    break;
                case SipEvent.AckMissing missing:
                    pair.BobStack.Post(new SipCommand.Bye(missing.Usage));
                    break;
                case SipEvent.InDialogRequest request:
                    pair.BobStack.Post(new SipCommand.Respond(request.Id, new ResponseSpec(200)));
                    break;
            }
        };
        pair.Alice.Script = e =>
        {
            switch (e)
            {
                case SipEvent.Succeeded succeeded when random.Next(2) == 0:
                    pair.AliceStack.Post(new SipCommand.SendInDialog(succeeded.Usage, new ClientRequestId(++requests), SipMethod.Invite, [], Pair.Offer));
                    break;
                case SipEvent.RequestFinished { Usage: { } usage } when random.Next(2) == 0:
                    pair.AliceStack.Post(new SipCommand.Bye(usage));
                    break;
                case SipEvent.ReinviteReceived reinvite:
                    pair.AliceStack.Post(new SipCommand.Respond(reinvite.Id, new ResponseSpec(random.Next(4) == 0 ? 488 : 200, Body: Pair.Offer)));
                    break;
            }
        };
    }
}
