namespace Gateway.Sip.Conformance.Tests.RfcTable;

internal sealed class Rfc5922Rows : RfcRows
{
    public override string Rfc => "RFC 5922";

    public override IReadOnlyList<RfcRow> Rows =>
    [
        Done("7.1", "SIP identities of a certificate", "TlsTests.A_call_goes_over_TLS_on_one_connection_and_each_side_knows_the_other"),
        Done("7.2", "Whole names, no wildcards; client checks its peer", "TlsTests.Certificate_checking_is_on_and_a_peer_of_another_name_is_refused"),
        Done("7.3", "A peer that nobody vouches for is refused", "TlsTests.A_peer_whose_certificate_nobody_vouches_for_is_refused"),
        Done("7.4", "Mutual TLS; trunks by certificate", "TlsTests.A_client_s_certificate_is_read_as_the_listener_wants_it",
            "TlsTests.A_listener_that_requires_certificates_lets_nobody_else_in", "Gateway.Tests:ConfiguredSourcesTests.A_trunk_is_known_by_certificate_or_network"),
        NotDone("4", "Revocation", "closed networks often cannot reach a list, and one that cannot be had must not cost a call"),
    ];
}

internal sealed class Rfc7118Rows : RfcRows
{
    public override string Rfc => "RFC 7118";

    public override IReadOnlyList<RfcRow> Rows =>
    [
        Done("4.1", "Opening handshake with subprotocol sip", "WebSocketTests.The_opening_handshake_is_checked"),
        Done("4.2", "One message in each, text or binary", "WebSocketTests.A_message_may_be_text_or_binary_in_pieces_and_without_Content_Length"),
        Done("5", "Via WS and WSS, transport=ws, answers and requests over the phone's connection",
            "WebSocketTests.A_browser_phone_registers_is_called_and_hangs_up_over_its_own_connection",
            "WebSocketTests.A_phone_whose_connection_is_gone_is_not_dialled"),
        Done("6", "Keep-alive", "WebSocketTests.A_double_CRLF_is_answered_with_one_and_a_phone_that_goes_is_forgotten"),
    ];
}

internal sealed class Rfc5626Rows : RfcRows
{
    public override string Rfc => "RFC 5626";

    public override IReadOnlyList<RfcRow> Rows =>
    [
        Done("4.4.1", "CRLF keep-alive on streams", "SocketTests.A_double_CRLF_is_answered_with_one"),
        Done("4.4.1", "Keep-alive datagrams are silent", "SocketTests.Datagrams_of_64_kB_in_fragments_are_read_and_keep_alives_are_silent"),
        Done("5.3", "A flow that has failed is known at once", "WebSocketTests.The_end_of_a_connection_that_has_spoken_is_told_with_its_flow"),
        NotDone("6", "reg-id, Flow-Timer, ob", "one flow for a phone: the same +sip.instance replaces its binding"),
        NotDone("4.4.2", "STUN keep-alive", "goes with outbound; we keep NAT open by OPTIONS"),
    ];
}
