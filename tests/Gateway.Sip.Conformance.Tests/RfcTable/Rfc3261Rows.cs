namespace Gateway.Sip.Conformance.Tests.RfcTable;

internal sealed class Rfc3261Rows : RfcRows
{
    private const string Conformance = "Gateway.Sip.Conformance.Tests:";
    private const string Legs = "Gateway.Legs.Tests:";

    public override string Rfc => "RFC 3261";

    public override IReadOnlyList<RfcRow> Rows =>
    [
        Done("8.1.3.1", "A timeout counts as 408, a transport failure as 503",
            Conformance + "TimerTableTests.Rfc3261_timers_B_and_F_tell_the_user_after_64_T1", "SourceTests.A_flow_that_no_transport_serves_fails_with_503"),
        Done("8.2.1", "405 with Allow or 501 for methods that nobody answers", "SourceTests.Methods_that_nobody_answers_get_the_status_of_the_RFC"),
        Done("8.2.2.2", "Merged requests get 482", "CrossingTests.Rfc3261_8_2_2_2_the_same_INVITE_by_two_paths_gets_482"),
        NotDone("8.2.2.3", "420 for an unknown Require on an emergency INVITE", "a caller is not refused for what can be overlooked"),
        Done("8.2.7", "Stateless answers", "SourceTests.A_refused_INVITE_gets_one_stateless_answer_for_each_copy_and_no_transaction"),
        Done("9.1", "CANCEL waits for a 1xx", "CrossingTests.CANCEL_is_held_back_until_a_1xx"),
        Done("9.1", "CANCEL without a final: given up after 64*T1", "CrossingTests.CANCEL_whose_final_never_comes_counts_as_cancelled_after_64_T1"),
        Done("9.2", "CANCEL before a final: 200 and 487", "CrossingTests.CANCEL_before_an_answer_ends_with_487_on_both_sides"),
        Done("9.2", "CANCEL for nothing: 481", "CrossingTests.A_CANCEL_for_nothing_gets_481"),
        Done("10.3", "Registrar", "RegistrarTests.Bindings_expire_when_due_and_not_when_refreshed"),
        Done("12.1.1", "UAS dialog and route set", "DialogTests.Rfc3261_12_1_1_a_UAS_dialog_keeps_the_order_of_Record_Route"),
        Done("12.1.2", "UAC dialog and route set", "DialogTests.Rfc3261_12_1_2_a_UAC_dialog_reverses_it"),
        Done("12.2.1.1", "Loose and strict routing", "DialogTests.Rfc3261_12_2_1_1_loose_and_strict_routing"),
        Done("12.2.1.2", "Target refresh", "DialogTests.A_target_refresh_changes_where_the_BYE_goes"),
        Done("12.2.2", "CSeq order, 500", "InDialogTests.Rfc3261_12_2_2_a_lower_CSeq_gets_500"),
        Done("12.2.2", "Unknown dialog, 481", "CrossingTests.An_unknown_dialog_gets_481_and_its_ACK_is_absorbed"),
        Done("13.2.2.4", "2xx of further forks: ACK and BYE", "CrossingTests.Forks_that_answer_later_get_ACK_and_BYE"),
        Done("13.3.1.4", "2xx sent again until its ACK, 64*T1 at most; the dialog stays",
            "CrossingTests.Rfc3261_13_3_1_4_a_2xx_is_sent_again_from_T1_to_T2_for_64_T1_then_the_ACK_counts_as_missing_and_the_dialog_stays"),
        Done("14.1", "491 on both sides, retries in the RFC's intervals", "InDialogTests.Rfc3261_14_1_reINVITEs_that_cross_get_491_and_both_go_through_later",
            "UpdateTests.Rfc3261_14_1_the_owner_of_the_Call_ID_waits_2_1_to_4_s_and_the_other_side_0_to_2_s"),
        Done("14.2", "500 with Retry-After for a second re-INVITE",
            "InDialogTests.Rfc3261_14_2_a_reINVITE_while_the_peer_s_first_is_unanswered_gets_500_with_Retry_After"),
        Done("14.2", "A re-INVITE that fails leaves the session as it was", Legs + "InDialogTests.A_reINVITE_without_common_audio_is_refused_and_the_call_goes_on"),
        Done("15", "The callee's BYE waits for the ACK", "CrossingTests.The_callee_s_BYE_waits_for_the_ACK_to_its_200"),
        Done("9, 14, 15", "CANCEL, 1xx, PRACK, 200, UPDATE, re-INVITE and BYE in every order of three, and at random with loss",
            "DialogOrdersTests.Every_order_of_three_acts_after_a_reliable_183_ends_well",
            "DialogOrdersTests.Any_acts_at_any_time_with_and_without_loss_end_well"),
        Done("13.2.1", "INVITE without an offer: ours in the 2xx, the answer in the ACK",
            Legs + "CallerLegMachineTests.The_answer_to_our_offer_comes_with_the_ACK",
            Legs + "CallerLegMachineTests.Without_the_PRACK_s_answer_the_200_offers_again_and_the_ACK_answers"),
        Done("12.1, 13.2.2.1", "Several early dialogs of one INVITE",
            "EarlyDialogTests.Rfc3262_4_each_early_dialog_counts_for_itself_and_the_one_that_answers_goes_on_from_its_own_CSeq",
            "EarlyDialogTests.More_forks_than_anybody_has_are_not_kept",
            Legs + "AgentLegMachineTests.Two_early_dialogs_of_one_phone_keep_their_answers_apart"),
        Done("15.1.2", "BYE in the early dialog: 487 to the INVITE",
            "ReliableProvisionalTests.BYE_of_the_caller_in_the_early_dialog_ends_the_INVITE_with_487"),
        Done("18.1.1", "The INVITE to an agent is shorter than 1300 bytes",
            Legs + "LegsOnWireTests.The_INVITE_to_an_agent_with_all_that_it_may_say_is_shorter_than_1300_bytes_on_the_wire"),
        Done("15", "BYE and BYE, CANCEL and 200, BYE and re-INVITE cross",
            "CrossingTests.BYE_and_BYE_cross_and_both_sides_end", "CrossingTests.CANCEL_and_200_cross_on_the_wire_and_the_2xx_gets_ACK_and_BYE",
            "InDialogTests.BYE_while_our_reINVITE_is_in_flight_ends_the_call_and_the_reINVITE_reports"),
        NotDone("16", "Proxy", "the gateway is a B2BUA with anchored media"),
        Done("17.1.1.2 figure 5", "INVITE client, each arrow", Conformance + "FigureTests.Rfc3261_17_1_1_2_figure_5_INVITE_client",
            Conformance + "FigureTests.Rfc3261_17_1_1_2_figure_5_INVITE_client_reliable"),
        Done("17.1.2.2 figure 6", "non-INVITE client, each arrow", Conformance + "FigureTests.Rfc3261_17_1_2_2_figure_6_non_INVITE_client",
            Conformance + "FigureTests.Rfc3261_17_1_2_2_figure_6_non_INVITE_client_reliable"),
        Done("17.2.1 figure 7", "INVITE server, each arrow", Conformance + "FigureTests.Rfc3261_17_2_1_figure_7_with_Rfc6026_INVITE_server",
            Conformance + "FigureTests.Rfc3261_17_2_1_figure_7_INVITE_server_reliable"),
        Done("17.2.2 figure 8", "non-INVITE server, each arrow", Conformance + "FigureTests.Rfc3261_17_2_2_figure_8_non_INVITE_server",
            Conformance + "FigureTests.Rfc3261_17_2_2_figure_8_non_INVITE_server_reliable"),
        Done("table 4", "Timers A to K, each row", Conformance + "TimerTableTests.Rfc3261_table_4_and_Rfc6026_first_values"),
        Done("table 4", "Timer A on the wire",
            Conformance + "TimerTableTests.Rfc3261_17_1_1_2_an_unanswered_INVITE_goes_out_seven_times_in_32_s",
            Conformance + "TimerTableTests.Rfc3261_17_1_1_2_an_unanswered_INVITE_goes_out_once_over_TCP"),
        Done("table 4", "Timer E on the wire", Conformance + "TimerTableTests.Rfc3261_17_1_2_2_an_unanswered_OPTIONS_goes_out_eleven_times_in_32_s"),
        Done("table 4", "Timers G and H on the wire", Conformance + "TimerTableTests.Rfc3261_17_2_1_an_unacknowledged_486_goes_out_eleven_times_in_32_s"),
        Done("18.1.1", "Large requests take TCP and come back to UDP",
            "LargeRequestTests.A_large_request_takes_TCP_where_a_trunk_speaks_it_and_comes_back_to_UDP_where_not",
            "LargeRequestTests.CANCEL_of_a_large_request_goes_where_it_went"),
        Done("18.2.2", "Responses go back on their connection", "TlsTests.Responses_over_TLS_go_back_on_the_connection_of_their_request_whatever_Via_names"),
        Done("18.3", "Framing wherever TCP cuts", "StreamSplitTests.Any_messages_cut_at_any_points_come_out_as_in_one_piece",
            "StreamSplitTests.Messages_cut_at_every_single_point_come_out_whole", "SocketTests.Messages_cut_anywhere_are_read_for_megabytes"),
        Done("26.3.1", "TLS", "TlsTests.A_call_goes_over_TLS_on_one_connection_and_each_side_knows_the_other"),
        NotDone("23", "S/MIME", "nobody uses it; the wire is protected by TLS"),
    ];
}

internal sealed class Rfc3581Rows : RfcRows
{
    public override string Rfc => "RFC 3581";

    public override IReadOnlyList<RfcRow> Rows =>
    [
        Done("3", "rport in our requests", "PlainCallTests.A_call_is_set_up_and_the_caller_hangs_up"),
        Done("4", "received and rport are added to what comes", "ViaTests.A_server_adds_where_the_packet_came_from"),
        Done("4", "Responses go to the source with rport, to sent-by without",
            "SocketTests.A_UDP_response_goes_to_the_port_of_sent_by_without_rport_and_to_the_source_with_it"),
    ];
}

internal sealed class Rfc6026Rows : RfcRows
{
    public override string Rfc => "RFC 6026";

    protected override string Project => "Gateway.Sip.Conformance.Tests";

    public override IReadOnlyList<RfcRow> Rows =>
    [
        Done("7.1", "Accepted state of the INVITE server, Timer L", "FigureTests.Rfc3261_17_2_1_figure_7_with_Rfc6026_INVITE_server"),
        Done("7.1", "A retransmitted INVITE after the 2xx is absorbed",
            "Gateway.Sip.Tests:CrossingTests.A_retransmitted_INVITE_after_the_200_is_absorbed_and_does_not_make_a_call"),
        Done("7.2", "Accepted state of the INVITE client, Timer M", "FigureTests.Rfc3261_17_1_1_2_figure_5_INVITE_client"),
        Done("7", "Timers L and M are 64*T1", "TimerTableTests.Rfc3261_table_4_and_Rfc6026_first_values"),
    ];
}
