namespace Gateway.Sip.Conformance.Tests.RfcTable;

internal sealed class Rfc6665Rows : RfcRows
{
    public override string Rfc => "RFC 6665";

    public override IReadOnlyList<RfcRow> Rows =>
    [
        Done("4.2.1.1", "423 with Min-Expires; zero fetches", "SubscriptionTests.Rfc6665_4_2_1_1_too_short_gets_423_and_zero_fetches_once"),
        Done("4.2.1.2", "200, dialog and a NOTIFY at once", "SubscriptionTests.Rfc6665_4_2_1_2_a_subscription_is_told_its_state_at_once"),
        Done("4.2.2", "Expiry and refresh", "SubscriptionTests.Rfc6665_4_2_2_it_expires_when_it_is_not_refreshed_and_lives_when_it_is"),
        Done("4.2.2", "481, timeout or refusal of a NOTIFY ends it", "SubscriptionTests.Rfc6665_4_2_2_a_NOTIFY_that_nobody_takes_ends_it"),
        Done("4.1.3", "Reasons and retry-after of the notifier's end", "SubscriptionTests.Rfc6665_4_1_3_the_notifier_ends_it_with_a_reason_and_when_to_come_again"),
        Done("4.4.3", "Unsubscribing", "SubscriptionTests.Rfc6665_4_4_3_unsubscribing_is_answered_by_a_last_NOTIFY"),
        Done("5.4.11", "Rate of notifications", "SubscriptionTests.Changes_are_told_at_the_pace_and_only_the_newest_of_them"),
        Done("7.2", "489 with Allow-Events", "SubscriptionTests.Rfc6665_7_2_an_unknown_package_gets_489_with_Allow_Events"),
        NotDone("4.1", "Subscriber's side", "the gateway asks nobody for states yet"),
        NotDone("4.2.1.3", "Pending subscriptions", "who may ask is known at once"),
    ];
}

internal sealed class Rfc3680Rows : RfcRows
{
    public override string Rfc => "RFC 3680";

    protected override string Project => "Gateway.Tests";

    public override IReadOnlyList<RfcRow> Rows =>
    [
        Done("5", "Full state with versions", "NotificationDeskTests.Rfc3680_bindings_and_Rfc4235_dialogs_are_told_whole_with_rising_versions"),
        NotDone("5.2", "Partial state", "an agent has few contacts"),
    ];
}

internal sealed class Rfc4235Rows : RfcRows
{
    public override string Rfc => "RFC 4235";

    protected override string Project => "Gateway.Tests";

    public override IReadOnlyList<RfcRow> Rows =>
    [
        Done("4", "Full state with versions", "NotificationDeskTests.Rfc3680_bindings_and_Rfc4235_dialogs_are_told_whole_with_rising_versions"),
        NotDone("4.1.6", "Identities of the parties", "who calls is not told to whoever watches an agent"),
    ];
}

internal sealed class Rfc6881Rows : RfcRows
{
    public override string Rfc => "RFC 6881";

    protected override string Project => "Gateway.Tests";

    public override IReadOnlyList<RfcRow> Rows =>
    [
        Done("15", "Test calls: text with centre, service and location as received",
            "TestCallDeskTests.A_test_call_hears_itself_and_reads_centre_service_and_location_as_received"),
        Done("15", "Media loopback", "TestCallDeskTests.A_loopback_source_is_answered_by_a_mirror"),
        Done("15", "Limits", "TestCallDeskTests.More_than_the_limits_allow_get_486_until_time_has_passed"),
        Done("15", "Ends by itself", "TestCallDeskTests.It_ends_after_its_time_by_BYE_and_closes_its_media"),
    ];
}

internal sealed class Rfc7044Rows : RfcRows
{
    public override string Rfc => "RFC 7044";

    protected override string Project => "Gateway.Tests";

    public override IReadOnlyList<RfcRow> Rows =>
    [
        Done("6", "Read: what was dialled, loops", "CallSignalsTests.Rfc7044_the_oldest_target_is_what_was_dialled_and_targets_of_ours_are_loops"),
        Done("7", "Written towards the agent", "CallSignalsTests.Rfc7044_the_agents_leg_tells_whom_the_call_was_for_and_that_it_goes_to_this_agent"),
    ];
}

internal sealed class Rfc5806Rows : RfcRows
{
    public override string Rfc => "RFC 5806";

    protected override string Project => "Gateway.Tests";

    public override IReadOnlyList<RfcRow> Rows =>
    [
        Done("9", "Read: the last diversion is what was dialled", "CallSignalsTests.Rfc5806_the_last_diversion_is_what_was_dialled"),
    ];
}

internal sealed class Rfc6442Rows : RfcRows
{
    public override string Rfc => "RFC 6442";

    protected override string Project => "Gateway.Tests";

    public override IReadOnlyList<RfcRow> Rows =>
    [
        Done("4.1", "References passed on, parts of the message not", "CallSignalsTests.Rfc6442_references_are_passed_on_and_parts_of_the_message_are_not"),
        NotDone("4.4", "Geolocation-Error", "a caller is not refused for a bad location"),
    ];
}

internal sealed class Rfc7135Rows : RfcRows
{
    public override string Rfc => "RFC 7135";

    protected override string Project => "Gateway.Tests";

    public override IReadOnlyList<RfcRow> Rows =>
    [
        Done("2", "esnet.1 towards agents", "CallSignalsTests.Rfc7135_every_INVITE_to_an_agent_says_what_it_is"),
    ];
}

internal sealed class Rfc7090Rows : RfcRows
{
    public override string Rfc => "RFC 7090";

    protected override string Project => "Gateway.Interop.Tests";

    public override IReadOnlyList<RfcRow> Rows =>
    [
        Done("5", "Priority: psap-callback in the INVITE of a callback, by the trunk that the call came by",
            "AgentCallScenarios.A_caller_who_gave_up_is_called_back_by_the_trunk_that_the_call_came_by"),
        Done("3", "What the attempt came to, and that an answered one settles the entry",
            "Gateway.Calls.Tests:AgentCallMachineTests.The_agents_phone_rings_first_then_the_caller_and_an_answer_settles_the_entry"),
    ];
}

internal sealed class Rfc3515Rows : RfcRows
{
    public override string Rfc => "RFC 3515";

    protected override string Project => "Gateway.Tests";

    public override IReadOnlyList<RfcRow> Rows =>
    [
        Done("2.4.2", "202 for a target that is known, 404 for others, 400 without one Refer-To",
            "CallActorTransferTests.A_REFER_to_an_agent_is_accepted_told_and_carried_out", "CallActorTransferTests.A_REFER_to_nobody_gets_404_and_asks_nothing",
            "CallActorTransferTests.A_REFER_without_one_target_gets_400"),
        Done("2.4.5", "NOTIFY with message/sipfrag until the target has answered",
            "CallActorTransferTests.A_REFER_to_an_agent_is_accepted_told_and_carried_out"),
        Done("2.4", "The caller is kept whatever becomes of the target", "Gateway.Calls.Tests:CallTransferTests.A_phone_that_says_BYE_right_after_REFER_has_not_hung_up_on_the_caller",
            "Gateway.Calls.Tests:CallTransferTests.A_target_that_cannot_take_the_caller_leaves_both_talking"),
        Done("2.4", "Attended: the consulted agent's own dialog is moved to the caller, and only then is the referrer let go",
            "AttendedTransferTests.The_colleagues_phone_gets_a_re_INVITE_then_the_ACD_changes_agents_then_the_first_agent_is_let_go_on_both_dialogs",
            "AttendedTransferTests.REFER_in_the_consultation_is_told_there",
            "AttendedTransferTests.A_phone_that_does_not_follow_leaves_the_caller_with_the_first_agent",
            "Gateway.Calls.Tests:CallHandoverTests.BYE_of_the_first_agent_right_after_REFER_is_no_hang_up"),
        NotDone("2.4", "REFER from callers", "an emergency caller hands nobody on: 405"),
    ];
}

internal sealed class Rfc4488Rows : RfcRows
{
    public override string Rfc => "RFC 4488";

    protected override string Project => "Gateway.Tests";

    public override IReadOnlyList<RfcRow> Rows =>
        [Done("4", "Refer-Sub: false", "CallActorTransferTests.A_phone_that_wants_no_NOTIFY_gets_none")];
}

internal sealed class Rfc3892Rows : RfcRows
{
    public override string Rfc => "RFC 3892";

    protected override string Project => "Gateway.Tests";

    public override IReadOnlyList<RfcRow> Rows =>
    [
        Done("2.1", "Referred-By kept and carried to the target", "CallActorTransferTests.A_REFER_to_an_agent_is_accepted_told_and_carried_out"),
        NotDone("2.2", "Signed tokens", "the agent is known by digest"),
    ];
}

internal sealed class Rfc3891Rows : RfcRows
{
    public override string Rfc => "RFC 3891";

    protected override string Project => "Gateway.Tests";

    public override IReadOnlyList<RfcRow> Rows =>
    [
        Done("6", "Replaces in a Refer-To, escaped, tags in either order; a dialog that is none of the agent's own: 603",
            "Gateway.Sip.Tests:ReplacesHeaderTests.A_Refer_To_carries_it_escaped", "Gateway.Sip.Tests:ReplacesTests.A_REFER_may_name_the_tags_from_either_side",
            "AttendedTransferTests.A_REFER_for_the_consultation_of_another_agent_is_declined"),
        Done("3", "INVITE with Replaces: dialog found by Call-ID and both tags; unknown and the peer's own early dialogs 481, ended 603, early-only 486, unreadable 400",
            "Gateway.Sip.Tests:ReplacesTests.A_confirmed_dialog_is_found_by_Call_ID_and_both_tags", "Gateway.Sip.Tests:ReplacesTests.An_early_dialog_is_told_apart_by_whose_INVITE_it_was",
            "ReplacesRefusalTests.Rfc3891_what_can_be_said_without_asking_the_call"),
        Done("3, 4", "A ringing offer is picked up by an agent of the centre, a conversation taken over by a supervisor, others get 403; audited",
            "Gateway.Calls.Tests:AgentCallMachineTests.Another_agents_call_is_asked_first_and_the_phone_answered_when_it_is_to_be_had",
            "Gateway.Acd.Tests:AgentCallTests.A_caller_who_rings_at_one_agent_is_picked_up_by_another_who_has_the_offer_from_then_on",
            "Gateway.Acd.Tests:AgentCallTests.A_supervisor_whom_nobody_dialled_takes_a_conversation_over"),
        NotDone("3", "INVITE with Replaces from trunks", "a caller is a new call, whatever the INVITE says it replaces"),
    ];
}
