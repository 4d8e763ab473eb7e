using CsCheck;
using Gateway.Sip.Messages;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Tests.Stack;

/// <summary>
/// CANCEL, 1xx, PRACK, 200, UPDATE, re-INVITE, refresh and BYE of both sides in every order of three at a time, and at random with loss:
/// whatever crosses, each request is reported once, both sides end, nothing is left.
/// </summary>
public sealed class DialogOrdersTests
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(20);

    private static readonly string[] Acts =
    [
        "A CANCEL", "A BYE", "A UPDATE", "A offer", "A re-INVITE", "A INFO",
        "B 180", "B 183", "B 200", "B 486", "B BYE", "B UPDATE", "B offer", "B re-INVITE",
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(0.03)]
    public void Every_order_of_three_acts_after_a_reliable_183_ends_well(double gap)
    {
        foreach (var first in Acts)
        {
            foreach (var second in Acts)
            {
                foreach (var third in Acts)
                {
                    var order = $"B 183, {first}, {second}, {third}";
                    Play(7, 0, [(0, "B 183"), (0.1, first), (0.1 + gap, second), (0.1 + (2 * gap), third)], order);
                }
            }
        }
    }

    [Fact]
    public void Any_acts_at_any_time_with_and_without_loss_end_well() =>
        Gen.Select(Gen.Int[1, 1_000_000], Gen.Select(Gen.Int[0, 400], Gen.OneOf(Acts)).Array[0, 12], Gen.OneOf(0.0, 0.0, 0.2)).Sample(
            (seed, acts, loss) =>
            {
                var inOrder = acts.OrderBy(a => a.Item1).Select(a => (a.Item1 / 100.0, a.Item2));
                Play(seed, loss, [.. inOrder], $"seed {seed}, loss {loss}");
            },
            iter: 400);

    private static void Play(int seed, double loss, (double At, string Act)[] acts, string name)
    {
        var timers = new SessionTimerOptions { Interval = TimeSpan.FromSeconds(40), Minimum = TimeSpan.FromSeconds(20) };
        var conditions = new NetworkConditions(Latency, loss > 0 ? Latency : default, loss, loss / 2);
        using var pair = new Pair(seed, conditions, options: new SipOptions { SessionTimers = timers });
        var (asked, bob) = (0L, default(UsageId));
        Answer(pair.Alice);
        Answer(pair.Bob);
        pair.Bob.Script += e => bob = e is SipEvent.InviteReceived invite ? invite.Usage : bob;
        var alice = pair.Call();
        pair.Run(0.05);
        foreach (var (at, act) in acts)
        {
            var until = pair.Scheduler.Time.GetElapsedTime(0);
            pair.Run(Math.Max(0, 0.05 + at - until.TotalSeconds));
            Do(pair, act, alice, bob, ref asked);
        }

        // Whoever has not answered or hung up by now does.
        pair.Run(10);
        Do(pair, "B 200", alice, bob, ref asked);
        pair.Run(40);
        pair.Network.Conditions = new NetworkConditions(Latency);
        Do(pair, "A BYE", alice, bob, ref asked);
        Do(pair, "A CANCEL", alice, bob, ref asked);
        pair.Run(1);
        Do(pair, "B BYE", alice, bob, ref asked);
        pair.Run(120);

        Assert.True(pair.Alice.Count<SipEvent.Failed>() + pair.Alice.Count<SipEvent.Succeeded>() is 1 or 2, $"{name}: {Story(pair)}");
        Assert.True(pair.Alice.Count<SipEvent.Succeeded>() <= 1 && pair.Alice.Count<SipEvent.Failed>() <= 1, $"{name}: {Story(pair)}");
        var finished = pair.Alice.All<SipEvent.RequestFinished>().Concat(pair.Bob.All<SipEvent.RequestFinished>()).Select(f => f.Id.Value).Order();
        Assert.True(Enumerable.Range(1, (int)asked).Select(i => (long)i).SequenceEqual(finished), $"{name}: {asked} asked; {Story(pair)}");
        foreach (var metrics in new[] { pair.AliceMetrics, pair.BobMetrics })
        {
            Assert.True((metrics.Transactions, metrics.Dialogs, metrics.Faults) == (0, 0, 0), $"{name}: left {metrics.Transactions} transactions, "
                + $"{metrics.Dialogs} dialogs, {metrics.Faults} faults; {Story(pair)}");
        }

        // Without loss nothing is evidence of anything.
        if (loss == 0)
        {
            Assert.True(pair.Bob.Count<SipEvent.PrackMissing>() == 0, $"{name}: a PRACK is missing without loss; {Story(pair)}");
            Assert.True(
                pair.Alice.Count<SipEvent.SessionExpired>() + pair.Bob.Count<SipEvent.SessionExpired>() == 0, $"{name}: a session expired; {Story(pair)}");
        }
    }

    private static void Answer(ScriptedUser user) => user.Script = e =>
    {
        switch (e)
        {
            case SipEvent.ReinviteReceived reinvite:
                user.Stack.Post(new SipCommand.Respond(reinvite.Id, new ResponseSpec(200, Body: Pair.Offer)));
                break;
            case SipEvent.InDialogRequest request:
                user.Stack.Post(new SipCommand.Respond(request.Id, new ResponseSpec(200, Body: request.Request.Body.IsEmpty ? null : Pair.Offer)));
                break;
            case SipEvent.PrackReceived { Id: { } id }:
                user.Stack.Post(new SipCommand.Respond(id, new ResponseSpec(200)));
                break;
        }
    };

    private static void Do(Pair pair, string act, UsageId alice, UsageId bob, ref long asked)
    {
        var (stack, usage) = act[0] == 'A' ? (pair.AliceStack, alice) : (pair.BobStack, bob);
        switch (act[2..])
        {
            case "CANCEL":
                stack.Post(new SipCommand.Cancel(usage));
                break;
            case "BYE":
                stack.Post(new SipCommand.Bye(usage));
                break;
            case "180" or "183" or "200" or "486":
                var status = int.Parse(act[2..], null);
                stack.Post(new SipCommand.RespondInvite(
                    usage,
                    new ResponseSpec(status, Body: status is 183 or 200 ? Pair.Offer : null) { Reliability = ProvisionalReliability.WhenSupported }));
                break;
            default:
                var body = act[2..] is "offer" or "re-INVITE" ? Pair.Offer : null;
                var method = act[2..] switch { "INFO" => SipMethod.Info, "re-INVITE" => SipMethod.Invite, _ => SipMethod.Update };
                stack.Post(new SipCommand.SendInDialog(usage, new ClientRequestId(++asked), method, [], body));
                break;
        }
    }

    private static string Story(Pair pair) => string.Join('\n', pair.Trace.Select(t =>
    {
        var what = t.Message is SipRequest request ? request.Method.Name : $"{((SipResponse)t.Message).StatusCode}";
        return $"{t.At:c} to {(t.To.Equals(Pair.AliceAddress) ? "Alice" : "Bob")} {what} {t.Message.CSeq}";
    }));
}
