using Gateway.Sip.Dialogs;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;

namespace Gateway.Sip.Tests.Stack;

/// <summary>Which dialog a Replaces means (RFC 3891 §3), in an INVITE and in a REFER's Refer-To.</summary>
public sealed class ReplacesTests : IDisposable
{
    private readonly Pair _pair = new();

    [Fact]
    public void A_confirmed_dialog_is_found_by_Call_ID_and_both_tags()
    {
        var (_, bob) = _pair.Connect();
        Assert.Equal((bob, ReplacedStage.Confirmed), Asked(Bobs()));
        Assert.Equal((null, ReplacedStage.Unknown), Asked(Bobs() with { FromTag = "other" }));
        Assert.Equal((null, ReplacedStage.Unknown), Asked(Bobs() with { CallId = "other" }));
    }

    [Fact]
    public void An_early_dialog_is_told_apart_by_whose_INVITE_it_was()
    {
        _pair.Bob.Script = e =>
        {
            if (e is SipEvent.InviteReceived { Request.From.Uri.User: "alice" } invite)
            {
                _pair.BobStack.Post(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(180)));
            }
        };
        _pair.Call();
        _pair.RunUntil(() => _pair.Alice.All<SipEvent.Provisional>().Any(p => p.Response.StatusCode == 180));
        Assert.Equal(ReplacedStage.EarlyOfPeer, Asked(Bobs()).Stage);
        var bobs = Bobs();
        Assert.Equal(ReplacedStage.Early, Asked(bobs with { ToTag = bobs.FromTag, FromTag = bobs.ToTag }, fromBob: true).Stage);
    }

    [Fact]
    public void What_cannot_be_read_names_no_dialog_and_the_call_is_the_users_to_refuse()
    {
        _pair.Connect();
        _pair.AliceStack.Post(new SipCommand.Invite(new UsageId(9), Pair.CallBob([new HeaderField("Replaces", "nonsense")]), _pair.ToBob));
        _pair.RunUntil(() => _pair.Bob.Count<SipEvent.InviteReceived>() == 2);
        Assert.Null(_pair.Bob.All<SipEvent.InviteReceived>().Last().Replaces);
    }

    [Fact]
    public void A_REFER_may_name_the_tags_from_either_side()
    {
        var (alice, bob) = _pair.Connect();
        var named = Bobs();
        foreach (var header in new[] { named, named with { ToTag = named.FromTag, FromTag = named.ToTag } })
        {
            var to = $"<sip:2002@192.0.2.2?Replaces={Uri.EscapeDataString(header.ToString())}>";
            var before = _pair.Bob.Count<SipEvent.InDialogRequest>();
            _pair.AliceStack.Post(new SipCommand.SendInDialog(alice, new(before + 50), SipMethod.Refer, [new HeaderField("Refer-To", to)], null));
            _pair.RunUntil(() => _pair.Bob.Count<SipEvent.InDialogRequest>() > before);
            Assert.Equal((bob, ReplacedStage.Confirmed), (_pair.Bob.All<SipEvent.InDialogRequest>().Last().Replaces!.Usage, _pair.Bob.All<SipEvent.InDialogRequest>().Last().Replaces!.Stage));
        }
    }

    public void Dispose() => _pair.Dispose();

    /// <summary>The call's dialog, as Bob is asked to replace it.</summary>
    private ReplacesHeader Bobs()
    {
        var tagged = _pair.Trace.Select(t => t.Message).OfType<SipResponse>().First(r => r.StatusCode is 180 or 200 && r.To.Tag is not null);
        return new ReplacesHeader(tagged.CallId, tagged.To.Tag!, tagged.From.Tag!);
    }

    private (UsageId? Usage, ReplacedStage Stage) Asked(ReplacesHeader header, bool fromBob = false)
    {
        var (user, stack) = fromBob ? (_pair.Alice, _pair.BobStack) : (_pair.Bob, _pair.AliceStack);
        var before = user.Count<SipEvent.InviteReceived>();
        var spec = new RequestSpec(
            SipUri.Parse("sip:x@192.0.2.9"), NameAddress.Parse("<sip:carol@192.0.2.1>"), NameAddress.Parse("<sip:x@192.0.2.9>"),
            [new HeaderField("Replaces", header.ToString())], Pair.Offer);
        stack.Post(new SipCommand.Invite(new UsageId(500 + before), spec, fromBob ? _pair.ToAlice : _pair.ToBob));
        _pair.RunUntil(() => user.Count<SipEvent.InviteReceived>() > before);
        var found = user.All<SipEvent.InviteReceived>().Last().Replaces!;
        return (found.Usage, found.Stage);
    }
}
