namespace Gateway.Sip.Conformance.Tests.RfcTable;

internal sealed class Rfc3262Rows : RfcRows
{
    private const string Legs = "Gateway.Legs.Tests:";

    public override string Rfc => "RFC 3262";

    public override IReadOnlyList<RfcRow> Rows =>
    [
        Done("3", "Reliable when the INVITE supports or requires it and the trunk's setting says so",
            "ReliableProvisionalTests.Rfc3262_3_what_the_INVITE_says_and_what_the_user_wishes_decide",
            Legs + "CallerLegMachineTests.The_trunk_says_when_183_goes_reliably_and_180_only_where_the_caller_insists"),
        Done("3", "Retransmission from T1, doubling, for 64*T1",
            "ReliableProvisionalTests.Rfc3262_3_a_reliable_1xx_is_sent_again_from_T1_doubling_until_64_T1_and_the_call_goes_on"),
        NotDone("3", "5xx after 64*T1 without PRACK", "an emergency caller is never refused for it: the 200 goes out"),
        Done("3", "RSeq counts on; the next waits for the PRACK of the one before",
            "ReliableProvisionalTests.Rfc3262_3_the_next_reliable_1xx_waits_for_the_PRACK_of_the_one_before_and_counts_on"),
        Done("3", "The 2xx waits for the PRACK of a description, and for no other",
            "ReliableProvisionalTests.Rfc3262_3_the_2xx_waits_for_the_PRACK_of_a_description_and_does_not_repeat_it",
            "ReliableProvisionalTests.Rfc3262_3_the_2xx_does_not_wait_for_the_PRACK_of_a_1xx_without_a_description_which_may_come_later"),
        Done("3", "A refusal does not wait", "ReliableProvisionalTests.Rfc3262_3_a_refusal_does_not_wait_and_ends_the_retransmission"),
        Done("3", "481 for a PRACK about something else", "ReliableProvisionalTests.Rfc3262_3_a_PRACK_about_something_else_gets_481_and_the_1xx_goes_on"),
        NotDone("3", "Reliable 1xx to a re-INVITE of the peer", "re-INVITEs are answered at once, so there are none"),
        Done("4", "PRACK by the stack, in the order of RSeq, in each early dialog",
            "EarlyDialogTests.Rfc3262_4_a_reliable_1xx_that_repeats_or_skips_a_number_is_dropped",
            "EarlyDialogTests.Rfc3262_4_each_early_dialog_counts_for_itself_and_the_one_that_answers_goes_on_from_its_own_CSeq"),
        Done("5", "Answer in a reliable 1xx", Legs + "AgentLegMachineTests.Rfc3262_5_an_answer_in_a_reliable_183_counts_when_the_200_of_that_dialog_has_none"),
        Done("5", "Our offer in a reliable 1xx, the answer in PRACK",
            Legs + "CallerLegMachineTests.Rfc3262_5_without_an_offer_a_caller_who_sends_PRACK_gets_ours_in_183_and_hears_us_after_its_answer"),
        Done("5", "Our offer is said again in the 200 when the PRACK did not answer it",
            "ReliableProvisionalTests.Rfc3262_5_our_offer_in_183_is_said_again_in_the_200_only_when_the_PRACK_had_no_answer"),
        Done("5", "Offer in PRACK, answered in its 200", Legs + "CallerLegMachineTests.Rfc3262_5_an_offer_in_PRACK_is_answered_in_its_200",
            "ReliableProvisionalTests.Rfc3262_5_an_offer_in_a_PRACK_is_the_user_s_to_answer_and_the_2xx_waits_for_that_too"),
        NotDone("5", "Our answer in PRACK", "INVITEs of ours always carry an offer"),
        Done("7.1, 7.2", "RSeq and RAck", "SessionTimerRulesTests.Rfc3262_7_2_RAck_is_read", "SessionTimerRulesTests.What_is_no_RAck_is_none"),
    ];
}

internal sealed class Rfc3311Rows : RfcRows
{
    private const string Legs = "Gateway.Legs.Tests:";

    public override string Rfc => "RFC 3311";

    public override IReadOnlyList<RfcRow> Rows =>
    [
        Done("5.1", "UPDATE in early and confirmed dialogs, both roles; Allow in reliable 1xx",
            "UpdateTests.Rfc3311_5_1_UPDATE_goes_both_ways_in_the_early_dialog_and_the_call_is_answered_after_it"),
        Done("5.1", "One at a time", "UpdateTests.Rfc3311_5_1_a_second_UPDATE_of_ours_waits_for_the_first_and_a_reINVITE_for_both"),
        Done("5.2", "500 with Retry-After while an UPDATE is not answered",
            "UpdateTests.Rfc3311_5_2_a_second_UPDATE_before_the_first_is_answered_gets_500_with_Retry_After"),
        Done("5.2", "500 with Retry-After while the peer's offer is not answered",
            "UpdateTests.Rfc3311_5_2_an_offer_before_the_INVITE_s_own_offer_has_its_answer_gets_500_with_Retry_After_from_the_callee"),
        Done("5.2", "491 while an offer of ours is out, retries as in RFC 3261 14.1",
            "UpdateTests.Rfc3311_5_2_an_offer_while_the_INVITE_s_offer_is_out_gets_491_from_the_caller_and_comes_again",
            "UpdateTests.Rfc3311_5_2_offers_that_cross_get_491_and_both_go_through_later"),
        Done("5.2", "The offer is answered, in the early dialog too",
            Legs + "InDialogTests.UPDATE_is_answered_like_a_reINVITE_and_without_SDP_plainly",
            Legs + "InDialogTests.UPDATE_in_the_early_dialog_is_answered_and_the_200_says_what_stands_then",
            Legs + "AgentLegMachineTests.An_early_UPDATE_changes_what_its_own_dialog_will_settle_and_nothing_before_the_200"),
        Done("5.4", "Target refresh", "UpdateTests.Rfc3311_5_4_an_UPDATE_refreshes_the_target_on_both_sides_and_the_user_hears_of_it"),
    ];
}
