namespace Gateway.Sip.Conformance.Tests.RfcTable;

internal sealed class Rfc3264Rows : RfcRows
{
    private const string Legs = "Gateway.Legs.Tests:";

    public override string Rfc => "RFC 3264";

    protected override string Project => "Gateway.Media.Tests";

    public override IReadOnlyList<RfcRow> Rows =>
    [
        Done("5", "Our offers", "OfferTests.Our_offer_names_both_laws_and_telephone_event"),
        Done("6", "As many m lines in the answer as in the offer, in order",
            "AnswerTests.An_answer_has_as_many_lines_as_the_offer_in_order_and_one_audio_that_was_offered"),
        Done("6.1", "Directions are mirrored", "AnswerTests.A_direction_is_mirrored_and_a_hold_is_seen"),
        Done("6.1", "Dynamic payload numbers are kept", "AnswerTests.A_dynamic_number_is_kept_and_a_static_one_may_be_mapped_to_something_else"),
        Done("8", "The version rises by one only on change", "AnswerTests.The_version_goes_up_by_one_only_when_the_answer_changes",
            "OfferTests.A_second_offer_keeps_numbers_and_places_and_counts_the_version_only_on_change"),
        Done("8.4", "Hold by sendonly, inactive and 0.0.0.0", "AnswerTests.A_direction_is_mirrored_and_a_hold_is_seen",
            "OfferTests.The_answers_direction_is_seen_from_our_side"),
        Done("8.4", "Each form of hold is answered and told", Legs + "InDialogTests.Every_form_of_hold_is_answered_and_told_and_silence_is_then_no_evidence"),
        Done("8.4", "Hold and resume are told to the call", Legs + "InDialogTests.Hold_and_resume_are_answered_mirrored_and_told"),
        Done("9", "Capabilities with port 0", "OfferTests.Capabilities_have_port_0"),
        NotDone("6", "Several audio streams at once", "one conversation has one audio stream; further ones are answered with port 0"),
    ];
}

internal sealed class Rfc3326Rows : RfcRows
{
    public override string Rfc => "RFC 3326";

    public override IReadOnlyList<RfcRow> Rows =>
    [
        Done("2", "Reason is read and written", "OtherHeaderTests.Rfc3326_reasons_are_read_and_written"),
        Done("2", "In our BYE and refusals", "ReliableProvisionalTests.The_user_s_BYE_while_the_2xx_waits_for_the_PRACK_refuses_the_INVITE_with_its_reason",
            "Gateway.Legs.Tests:AgentLegMachineTests.Hang_up_and_withdraw_of_an_answered_leg_send_BYE"),
        Done("2", "What the peer says in BYE and CANCEL is told",
            "Gateway.Legs.Tests:InDialogTests.What_the_peer_says_about_its_BYE_or_CANCEL_is_told_in_120_characters_at_most"),
        Done("2", "In our CANCEL", "CrossingTests.CANCEL_before_an_answer_ends_with_487_on_both_sides"),
    ];
}
