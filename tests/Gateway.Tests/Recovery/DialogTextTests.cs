using System.Net;
using Gateway.Calls.Journal;
using Gateway.Media.Sdp;
using Gateway.Recovery;
using Gateway.Sip.Dialogs;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Transport;

namespace Gateway.Tests.Recovery;

public sealed class DialogTextTests
{
    [Theory]
    [InlineData("10.0.0.1", "10.1.0.10", SipTransportKind.Udp)]
    [InlineData("2001:db8::1", "2001:db8::10", SipTransportKind.Tcp)]
    public void A_dialog_comes_back_from_the_journal_as_it_was_with_its_cseq_advanced(string local, string remote, SipTransportKind transport)
    {
        var dialog = new DialogSnapshot(
            "call-id",
            "ours",
            "theirs",
            NameAddress.Parse("<sip:112@gateway.example>;tag=ours"),
            NameAddress.Parse("\"A, B\" <sip:+62811@operator.example;user=phone>;tag=theirs"),
            SipUri.Parse("sip:+62811@10.1.0.10:5062;transport=tcp"),
            ["<sip:p1.example;lr>", "<sip:p2.example;lr>"],
            7,
            42,
            IsUac: true,
            new SipFlow("trunks", transport, new IPEndPoint(IPAddress.Parse(local), 5060), new IPEndPoint(IPAddress.Parse(remote), 5061)));
        var us = new LocalMedia(1, IPAddress.Loopback, 4000) { Srtp = new LocalSrtp(SrtpUse.Required, new byte[32]) };
        var written = DialogText.ToJournal(dialog, LegConfirmed.CallerLeg, null, null, OfferAnswer.Offer(us));

        // Keys are not kept.
        Assert.Contains("a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:-\r\n", written.LocalSdp, StringComparison.Ordinal);
        Assert.DoesNotContain(OfferAnswer.Offer(us).Media[0].Attribute("crypto")!, written.LocalSdp, StringComparison.Ordinal);
        var back = DialogText.FromJournal(written, 1000);
        Assert.NotNull(back);
        Assert.Equal(dialog.RouteSet, back.RouteSet);
        Assert.Equal(dialog.LocalAddress.ToString(), back.LocalAddress.ToString());
        Assert.Equal(dialog.RemoteAddress.ToString(), back.RemoteAddress.ToString());
        Assert.Equal(dialog.RemoteTarget.ToString(), back.RemoteTarget.ToString());
        Assert.Equal(
            (dialog.CallId, dialog.LocalTag, dialog.RemoteTag, 1007u, 42u, true, dialog.Flow with { Remote = back.Flow.Remote }),
            (back.CallId, back.LocalTag, back.RemoteTag, back.LocalCSeq, back.RemoteCSeq, back.IsUac, back.Flow));
    }

    [Theory]
    [InlineData("UDP", "10.1.0.10:40123", "sip:a@sbc.example:5062", null, "10.1.0.10:40123")]
    [InlineData("TCP", "10.1.0.10:40123", "sip:a@sbc.example:5062", null, "10.1.0.10:5062")]
    [InlineData("TCP", "10.1.0.10:40123", "sip:a@sbc.example:5062", "<sip:p1.example;lr>", "10.1.0.10:5060")]
    [InlineData("TLS", "[2001:db8::10]:40123", "sip:a@sbc.example", null, "[2001:db8::10]:5061")]
    public void A_connection_that_died_with_its_process_is_made_anew_to_where_the_peer_listens(
        string transport, string cameFrom, string target, string? route, string goesTo)
    {
        var leg = new LegConfirmed(
            "caller", null, null, "c", "l", "r", "<sip:a@b>", "<sip:c@d>", target, route is null ? [] : [route], 1, 1, false, "trunks", transport,
            "[::1]:5060", cameFrom, 7, null, null);
        var flow = DialogText.FromJournal(leg, 0)!.Flow;
        Assert.Equal((IPEndPoint.Parse(goesTo), 0), (flow.Remote, flow.ConnectionId));
        Assert.Equal(transport == "TLS" ? "sbc.example" : null, flow.PeerName);
    }

    [Fact]
    public void A_transport_of_another_release_gives_no_dialog()
    {
        var leg = new LegConfirmed(
            "caller", null, null, "c", "l", "r", "<sip:a@b>", "<sip:c@d>", "sip:c@d", [], 1, 1, false, "trunks", "QUIC", "10.0.0.1:5060",
            "10.0.0.2:5060", 0, null, null);
        Assert.Null(DialogText.FromJournal(leg, 0));
        Assert.NotNull(DialogText.FromJournal(leg with { Transport = "UDP" }, 0));
    }
}
