namespace Gateway.Sip.Conformance.Tests.RfcTable;

internal sealed class Rfc4028Rows : RfcRows
{
    private const string Legs = "Gateway.Legs.Tests:";

    public override string Rfc => "RFC 4028";

    public override IReadOnlyList<RfcRow> Rows =>
    [
        Done("4, 5", "Session-Expires and Min-SE", "SessionTimerRulesTests.Rfc4028_4_Session_Expires_is_read"),
        Done("7.1", "Our INVITE asks for an interval and offers to refresh",
            "SessionTimerTests.Rfc4028_7_1_our_INVITE_offers_to_refresh_and_UPDATE_goes_out_each_half_interval_without_a_description"),
        Done("7.2", "What the 2xx says is done", "SessionTimerRulesTests.Rfc4028_7_2_the_2xx_says_whether_we_refresh",
            "SessionTimerTests.Without_a_timer_in_the_2xx_nothing_is_refreshed"),
        Done("7.3", "422: once more with the interval that is asked for",
            "SessionTimerTests.Rfc4028_7_3_a_422_makes_the_INVITE_come_again_with_the_interval_that_is_asked_for",
            "SessionTimerTests.A_peer_that_asks_for_ever_more_is_given_up"),
        Done("7.4", "Refresh by UPDATE, else by re-INVITE with the description that stands",
            "SessionTimerTests.Rfc4028_7_4_a_peer_without_UPDATE_is_refreshed_by_reINVITE_with_the_description_that_stands",
            "SessionTimerTests.A_peer_that_refuses_UPDATE_is_refreshed_by_reINVITE_at_once"),
        NotDone("8", "Proxy", "the gateway is a B2BUA"),
        Done("9 table 2", "Interval and refresher of our 2xx, each row", "SessionTimerRulesTests.Rfc4028_9_table_2_the_2xx_names_interval_and_refresher",
            "SessionTimerRulesTests.Rfc4028_9_who_refreshes_already_goes_on_where_the_request_leaves_it_open"),
        Done("9", "422 to those whom we called", "SessionTimerTests.Rfc4028_9_whom_we_called_gets_422_for_less_than_our_minimum_and_raises_it",
            "SessionTimerRulesTests.Rfc4028_9_an_interval_below_ours_gets_422_from_who_can_do_timers"),
        NotDone("9", "422 to a caller", "a caller is never refused for it: the interval is taken as it is"),
        Done("9", "A caller's interval is taken",
            "SessionTimerTests.Rfc4028_9_a_caller_s_interval_is_taken_as_it_is_never_422_and_we_refresh_where_it_is_left_to_us"),
        Done("10", "Refresh at half, expiry 32 s or a third before the end, as a table",
            "SessionTimerRulesTests.Rfc4028_10_refresh_at_half_and_expiry_32_s_or_a_third_before_the_end"),
        Done("10", "A peer that does not refresh",
            "SessionTimerTests.Rfc4028_10_when_the_peer_should_refresh_and_does_not_the_user_hears_of_it_32_s_or_a_third_before_the_end_and_no_BYE_goes"),
        Done("10", "Refreshes of ours that fail", "SessionTimerTests.Rfc4028_10_a_refresh_that_fails_for_good_is_told_and_no_BYE_goes",
            "SessionTimerTests.A_refresh_that_is_refused_for_now_comes_again_before_the_session_ends"),
        NotDone("10", "BYE when the session expires", "protocol timeouts are evidence: the leg is probed and ends only when it is silent, too"),
        Done("10", "The probe after it", Legs + "InDialogTests.An_expired_session_is_probed_and_the_caller_stays_whatever_the_probe_says_while_media_flows",
            Legs + "InDialogTests.An_agent_s_expired_session_is_probed_only_when_the_phone_is_silent"),
    ];
}
