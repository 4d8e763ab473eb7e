namespace Gateway.Sip.Conformance.Tests.RfcTable;

internal sealed class Rfc3263Rows : RfcRows
{
    public override string Rfc => "RFC 3263";

    public override IReadOnlyList<RfcRow> Rows =>
    [
        Done("4.1", "Transport from the URI, NAPTR, SRV",
            "Gateway.Sip.Tests:ServerLocationTests.Rfc3263_4_1_an_address_asks_nothing",
            "Gateway.Sip.Tests:ServerLocationTests.Rfc3263_4_1_NAPTR_gives_transports_in_its_order_and_SRV_hosts_in_theirs"),
        Done("4.2", "Port and addresses",
            "Gateway.Sip.Tests:ServerLocationTests.Rfc3263_4_2_a_port_asks_for_addresses_alone",
            "Gateway.Sip.Tests:ServerLocationTests.Without_NAPTR_the_SRV_names_of_our_transports_are_asked_and_without_those_the_addresses"),
        Done("4.3", "The next address after a timeout, a 503 or a failed transport",
            "Gateway.Tests:TrunkMonitorTests.Options_find_their_way_by_SRV_and_go_to_the_next_address_when_the_first_is_silent_or_says_503",
            "Gateway.Tests:TrunkMonitorTests.A_registrar_that_is_silent_at_one_address_is_found_at_the_next"),
        NotDone("5", "Responses by SRV of sent-by", "responses go back where their request came from"),
    ];
}

internal sealed class Rfc7339Rows : RfcRows
{
    public override string Rfc => "RFC 7339";

    public override IReadOnlyList<RfcRow> Rows =>
    [
        Done("4.1", "Announced support",
            "Gateway.Sip.Tests:OverloadTests.Rfc7339_4_1_support_is_announced_by_oc_and_loss"),
        Done("4.3", "oc, oc-algo, oc-validity, oc-seq in responses",
            "Gateway.Sip.Tests:OverloadTests.Rfc7339_4_3_each_response_carries_the_wish_to_whom_announced_it_and_to_nobody_else"),
        Done("5", "The wish grows with the load and shrinks step by step",
            "Gateway.Sip.Tests:OverloadTests.Rfc7339_the_wish_grows_with_the_load_from_where_it_gets_tight",
            "Gateway.Sip.Tests:OverloadTests.More_is_asked_at_once_and_taken_back_step_by_step_each_with_a_higher_sequence"),
    ];
}

internal sealed class Rfc7616Rows : RfcRows
{
    public override string Rfc => "RFC 7616";

    public override IReadOnlyList<RfcRow> Rows =>
    [
        Done("3.3", "Challenges; an unknown user and a wrong password get the same",
            "Gateway.Sip.Tests:DigestAuthenticatorTests.An_unknown_user_and_a_wrong_password_get_the_same_answer",
            "Gateway.Tests:AgentAccessTests.An_unknown_user_meets_the_same_answers_in_the_same_order_as_a_known_one"),
        Done("3.4", "Nonce count, replays",
            "Gateway.Sip.Tests:DigestAuthenticatorTests.A_nonce_count_counts_once_and_a_later_one_again"),
        Done("5.7", "Guessing is slowed and locked out, by forged packets nobody",
            "Gateway.Tests:AgentAccessTests.Guessing_is_slowed_then_locked_out_with_an_alarm_and_then_even_the_right_password_waits",
            "Gateway.Tests:AgentAccessTests.Forged_packets_lock_out_nobody",
            "Gateway.Sip.Tests:DigestAuthenticatorTests.A_nonce_is_good_only_from_the_address_that_it_was_sent_to"),
    ];
}
