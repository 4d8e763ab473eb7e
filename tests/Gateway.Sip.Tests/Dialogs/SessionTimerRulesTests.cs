using Gateway.Sip.Dialogs;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;

namespace Gateway.Sip.Tests.Dialogs;

/// <summary>The tables of RFC 4028 as data, and the headers.</summary>
public sealed class SessionTimerRulesTests
{
    private static readonly SessionTimerOptions Options = new() { Interval = TimeSpan.FromSeconds(1800) };

    private static SipRequest Request(string? expires, bool supported, string? minimum = null)
    {
        var request = new SipRequest(SipMethod.Invite, SipUri.Parse("sip:x@192.0.2.1"));
        Add("Session-Expires", expires);
        Add("Min-SE", minimum);
        Add("Supported", supported ? "100rel, timer" : null);
        return request;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                request.Headers.Add(name, value);
            }
        }
    }

    /// <summary>Table 2: whether the client can do timers, refresher in the request, refresher and Require in the 2xx.</summary>
    [Theory]
    [InlineData(false, "90", "Session-Expires: 90;refresher=uas")]
    [InlineData(false, "90;refresher=uas", "Session-Expires: 90;refresher=uas")]
    [InlineData(false, "90;refresher=uac", "Session-Expires: 90;refresher=uas")]
    [InlineData(true, "90", "Session-Expires: 90;refresher=uas")]
    [InlineData(true, "90;refresher=uac", "Require: timer, Session-Expires: 90;refresher=uac")]
    [InlineData(true, "90;refresher=uas", "Session-Expires: 90;refresher=uas")]
    [InlineData(true, "90 ; Refresher = UAC", "Require: timer, Session-Expires: 90;refresher=uac")]
    [InlineData(true, "20", "Session-Expires: 20;refresher=uas")]
    [InlineData(true, null, "Session-Expires: 1800;refresher=uas")]
    [InlineData(false, null, "")]
    [InlineData(false, "0", "")]
    [InlineData(false, "soon", "")]
    public void Rfc4028_9_table_2_the_2xx_names_interval_and_refresher(bool supported, string? asked, string answer) => Assert.Equal(
        answer,
        string.Join(", ", SessionTimer.OfResponse(SessionTimer.AsUas(Request(asked, supported), Options, null)).Select(h => $"{h.Name}: {h.Value}")));

    [Fact]
    public void Rfc4028_9_a_default_interval_of_ours_is_not_below_the_peer_s_Min_SE() =>
        Assert.Equal(TimeSpan.FromSeconds(3600), SessionTimer.AsUas(Request(null, true, "3600"), Options, null)!.Interval);

    [Fact]
    public void Rfc4028_9_who_refreshes_already_goes_on_where_the_request_leaves_it_open()
    {
        var theirs = new SessionTerms(TimeSpan.FromSeconds(90), IsOurs: false);
        Assert.False(SessionTimer.AsUas(Request("90", true), Options, theirs)!.IsOurs);
        Assert.True(SessionTimer.AsUas(Request("90;refresher=uas", true), Options, theirs)!.IsOurs);
    }

    [Theory]
    [InlineData("90", 45, 60)]
    [InlineData("96", 48, 64)]
    [InlineData("1800", 900, 1768)]
    [InlineData("3", 1.5, 2)]
    [InlineData("1", 1, 0.667)]
    public void Rfc4028_10_refresh_at_half_and_expiry_32_s_or_a_third_before_the_end(string interval, double refresh, double expiry)
    {
        var terms = SessionTimer.AsUas(Request(interval, true), Options, null)!;
        Assert.Equal((refresh, expiry), (terms.RefreshAfter.TotalSeconds, Math.Round(terms.ExpiresAfter.TotalSeconds, 3)));
    }

    [Theory]
    [InlineData("90;refresher=uac", true)]
    [InlineData("90;refresher=uas", false)]
    [InlineData("90", true)]
    [InlineData(null, null)]
    public void Rfc4028_7_2_the_2xx_says_whether_we_refresh(string? expires, bool? ours)
    {
        var response = new SipResponse(200, "OK");
        if (expires is not null)
        {
            response.Headers.Add("Session-Expires", expires);
        }

        Assert.Equal(ours, SessionTimer.AsUac(response)?.IsOurs);
    }

    [Theory]
    [InlineData("60", true, "90")]
    [InlineData("90", true, null)]
    [InlineData("60", false, null)]
    [InlineData(null, true, null)]
    public void Rfc4028_9_an_interval_below_ours_gets_422_from_who_can_do_timers(string? asked, bool supported, string? minimum) =>
        Assert.Equal(minimum, SessionTimer.Refusal(Request(asked, supported), Options, null)?.Value);

    [Theory]
    [InlineData("1800;refresher=uas", 1800u, SessionRefresher.Uas)]
    [InlineData("90;a=b;refresher=uac", 90u, SessionRefresher.Uac)]
    [InlineData(" 90 ;refresher=other", 90u, null)]
    [InlineData("99999999999", 2147483u, null)]
    public void Rfc4028_4_Session_Expires_is_read(string text, uint seconds, SessionRefresher? refresher) =>
        Assert.Equal(new SessionExpires(seconds, refresher), SessionExpires.Of(new HeaderList().Add("Session-Expires", text)));

    [Theory]
    [InlineData("776656 1 INVITE", 776656u, 1u)]
    [InlineData("  4294967295   2147483647\tINVITE ", 4294967295u, 2147483647u)]
    public void Rfc3262_7_2_RAck_is_read(string text, uint rseq, uint cseq) =>
        Assert.Equal(new RAck(rseq, new CSeq(cseq, SipMethod.Invite)), RAck.Of(new HeaderList().Add("RAck", text)));

    [Theory]
    [InlineData("1")]
    [InlineData("1 INVITE")]
    [InlineData("x 1 INVITE")]
    [InlineData("1 x INVITE")]
    [InlineData("-1 1 INVITE")]
    [InlineData("")]
    public void What_is_no_RAck_is_none(string text) => Assert.Null(RAck.Of(new HeaderList().Add("RAck", text)));
}
