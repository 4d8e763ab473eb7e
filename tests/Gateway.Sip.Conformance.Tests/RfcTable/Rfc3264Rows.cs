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
        Done("2", "In our CANCEL", "CrossingTests.CANCEL_before_an_answer_ends_with_487_on_both_sides"),
    ];
}
