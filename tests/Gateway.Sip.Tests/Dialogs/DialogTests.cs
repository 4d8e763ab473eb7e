using System.Net;
using Gateway.Sip.Dialogs;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Tests.Stack;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Tests.Dialogs;

/// <summary>RFC 3261 §12 as pure functions, and the route on the wire.</summary>
public sealed class DialogTests
{
    private static readonly SipFlow Flow = new("t", SipTransportKind.Udp, IPEndPoint.Parse("192.0.2.1:5060"), IPEndPoint.Parse("192.0.2.9:40001"));

    private static SipRequest Invite(params string[] recordRoutes)
    {
        var invite = new SipRequest(SipMethod.Invite, SipUri.Parse("sip:112@192.0.2.1"));
        invite.Headers.Add("Via", "SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK1");
        foreach (var route in recordRoutes)
        {
            invite.Headers.Add("Record-Route", route);
        }

        invite.Headers.Add("From", "<sip:caller@192.0.2.9>;tag=theirs").Add("To", "<sip:112@192.0.2.1>").Add("Call-ID", "c").Add("CSeq", "7 INVITE")
            .Add("Contact", "<sip:caller@192.0.2.50:5070>");
        return invite;
    }

    [Fact]
    public void Rfc3261_12_1_1_a_UAS_dialog_keeps_the_order_of_Record_Route()
    {
        var dialog = Dialog.AsUas(Invite("<sip:192.0.2.7;lr>, <sip:192.0.2.8;lr>", "<sip:192.0.2.6;lr>"), "ours", Flow);
        Assert.Equal(["<sip:192.0.2.7;lr>", "<sip:192.0.2.8;lr>", "<sip:192.0.2.6;lr>"], dialog.RouteSet);
        Assert.Equal(("ours", "theirs", 0u, 7u, false), (dialog.LocalTag, dialog.RemoteTag, dialog.LocalCSeq, dialog.RemoteCSeq, dialog.IsUac));
        Assert.Equal("sip:caller@192.0.2.50:5070", dialog.RemoteTarget.Text);
        Assert.Equal("ours", dialog.LocalAddress.Tag);
    }

    [Fact]
    public void Rfc3261_12_1_2_a_UAC_dialog_reverses_it()
    {
        var ok = new SipResponse(200, "OK");
        ok.Headers.Add("Record-Route", "<sip:192.0.2.7;lr>, <sip:192.0.2.8;lr>").Add("To", "<sip:112@192.0.2.1>;tag=b").Add("Contact", "<sip:b@192.0.2.60>");
        var dialog = Dialog.AsUac(Invite(), ok, Flow);
        Assert.Equal(["<sip:192.0.2.8;lr>", "<sip:192.0.2.7;lr>"], dialog.RouteSet);
        Assert.Equal(("theirs", "b", 7u, 0u, true), (dialog.LocalTag, dialog.RemoteTag, dialog.LocalCSeq, dialog.RemoteCSeq, dialog.IsUac));
    }

    [Fact]
    public void Rfc3261_12_2_1_1_loose_and_strict_routing()
    {
        var loose = Dialog.AsUas(Invite("<sip:192.0.2.7;lr>"), "ours", Flow).Routing();
        Assert.Equal("sip:caller@192.0.2.50:5070", loose.RequestUri.Text);
        Assert.Equal(["<sip:192.0.2.7;lr>"], loose.Routes);

        var strict = Dialog.AsUas(Invite("<sip:192.0.2.7>", "<sip:192.0.2.8;lr>"), "ours", Flow).Routing();
        Assert.Equal("sip:192.0.2.7", strict.RequestUri.Text);
        Assert.Equal(["<sip:192.0.2.8;lr>", "<sip:caller@192.0.2.50:5070>"], strict.Routes);
    }

    [Theory]
    [InlineData(true, "<sip:192.0.2.7:5065;lr>", "192.0.2.9:40001", SipTransportKind.Udp)]
    [InlineData(false, "<sip:192.0.2.7:5065;lr>", "192.0.2.7:5065", SipTransportKind.Udp)]
    [InlineData(false, "<sip:192.0.2.7;transport=tcp;lr>", "192.0.2.7:5060", SipTransportKind.Tcp)]
    [InlineData(false, null, "192.0.2.50:5070", SipTransportKind.Udp)]
    [InlineData(false, "<sip:proxy.example.com;lr>", "192.0.2.9:40001", SipTransportKind.Udp)]
    [InlineData(false, "<sip:[2001:db8::1];lr>", "192.0.2.9:40001", SipTransportKind.Udp)]
    public void The_next_hop_is_the_flow_for_phones_and_route_or_target_for_trunks(
        bool sticky, string? recordRoute, string remote, SipTransportKind transport)
    {
        var hop = Dialog.AsUas(recordRoute is null ? Invite() : Invite(recordRoute), "ours", Flow).NextHop(sticky);
        Assert.Equal((IPEndPoint.Parse(remote), transport), (hop.Remote, hop.Transport));
    }

    [Theory]
    [InlineData("<sip:192.0.2.9:5061;transport=tls;lr>", "192.0.2.9:5061", 7)]
    [InlineData("<sips:192.0.2.9;lr>", "192.0.2.9:5061", 7)]
    [InlineData("<sips:192.0.2.7;lr>", "192.0.2.7:5061", 0)]
    [InlineData("<sip:192.0.2.9;lr>", "192.0.2.9:5061", 7)]
    public void A_TLS_connection_of_the_dialog_is_used_on_towards_the_same_host(string recordRoute, string remote, long connection)
    {
        var flow = Flow with { Transport = SipTransportKind.Tls, ConnectionId = 7 };
        var hop = Dialog.AsUas(Invite(recordRoute), "ours", flow).NextHop(flowSticky: false);
        Assert.Equal((IPEndPoint.Parse(remote), SipTransportKind.Tls, connection), (hop.Remote, hop.Transport, hop.ConnectionId));
    }

    [Fact]
    public void A_browser_phone_is_reached_by_its_connection_alone()
    {
        var flow = Flow with { Transport = SipTransportKind.Wss, ConnectionId = 7 };
        Assert.Equal(flow, Dialog.AsUas(Invite("<sip:192.0.2.7;lr>"), "ours", flow).NextHop(flowSticky: false));
    }

    [Theory]
    [InlineData("sips:a@b", SipTransportKind.Tls)]
    [InlineData("sips:a@b;transport=tcp", SipTransportKind.Tls)]
    [InlineData("sip:a@b;transport=TLS", SipTransportKind.Tls)]
    [InlineData("sip:a@b;transport=ws", SipTransportKind.Ws)]
    [InlineData("sips:a@b;transport=ws", SipTransportKind.Wss)]
    [InlineData("sip:a@b;transport=udp", SipTransportKind.Udp)]
    [InlineData("sip:a@b;transport=sctp", null)]
    [InlineData("sip:a@b", null)]
    public void A_URI_names_its_transport(string uri, SipTransportKind? kind) => Assert.Equal(kind, SipTransportKinds.Of(SipUri.Parse(uri)));

    [Fact]
    public void A_missing_or_unreadable_Contact_does_not_stop_a_dialog()
    {
        var invite = Invite();
        invite.Headers.Set("Contact", "<<<");
        Assert.Equal("sip:caller@192.0.2.9", Dialog.AsUas(invite, "ours", Flow).RemoteTarget.Text);
        invite.Headers.Remove("Contact");
        Assert.Equal("sip:caller@192.0.2.9", Dialog.AsUas(invite, "ours", Flow).RemoteTarget.Text);
    }

    [Fact]
    public void A_target_refresh_changes_where_the_BYE_goes()
    {
        using var pair = new Pair(flowSticky: false);
        var (alice, bob) = pair.Connect();
        HeaderField[] moved = [new HeaderField("Contact", "<sip:alice@192.0.2.77:5060>")];
        pair.AliceStack.Post(new SipCommand.SendInDialog(alice, new ClientRequestId(1), SipMethod.Invite, moved, Pair.Offer));
        pair.Run(1);
        IPEndPoint? byeWentTo = null;
        pair.Network.Lose = p =>
        {
            byeWentTo ??= p.To;
            return true;
        };
        pair.BobStack.Post(new SipCommand.Bye(bob));
        pair.Run(0.1);
        Assert.Equal(IPEndPoint.Parse("192.0.2.77:5060"), byeWentTo);
    }

    [Fact]
    public void Record_Route_comes_back_in_180_and_200_and_not_in_100()
    {
        using var pair = new Pair();
        Pair.AnswerAll(pair.Bob);
        pair.AliceStack.Post(new SipCommand.Invite(
            new UsageId(1), Pair.CallBob([new HeaderField("Record-Route", "<sip:192.0.2.1;lr>")]), pair.ToBob));
        pair.Run(1);
        var responses = pair.Trace.Select(t => t.Message).OfType<SipResponse>().ToArray();
        Assert.Equal([null, "<sip:192.0.2.1;lr>"], responses.Select(r => r.Headers["Record-Route"]));
        var ack = (SipRequest)pair.Trace.First(t => t.Message is SipRequest r && r.Is(SipMethod.Ack)).Message;
        Assert.Equal("<sip:192.0.2.1;lr>", ack.Headers["Route"]);
    }
}
