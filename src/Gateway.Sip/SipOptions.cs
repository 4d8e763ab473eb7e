using Gateway.Sip.Messages;
using Gateway.Sip.Transactions;

namespace Gateway.Sip;

/// <summary>Settings of a <see cref="SipStack"/>. Immutable.</summary>
public sealed record SipOptions
{
    /// <summary>RFC 3261 Table 4; tests may shorten it.</summary>
    public SipTimers Timers { get; init; } = SipTimers.Default;

    /// <summary>Server and User-Agent header; empty for none (RFC 3261 §20.35: a version can help an attacker).</summary>
    public string Product { get; init; } = "";

    /// <summary>Methods that users of the stack answer; others get 405 (known to the RFCs) or 501. Goes out as Allow.</summary>
    public IReadOnlyList<SipMethod> Allow { get; init; } =
    [
        SipMethod.Invite, SipMethod.Ack, SipMethod.Cancel, SipMethod.Bye, SipMethod.Options, SipMethod.Register, SipMethod.Info, SipMethod.Update,
        SipMethod.Refer, SipMethod.Notify,
    ];

    /// <summary>Waiting inputs beyond which responses, ACKs and in-dialog requests from the network are dropped and counted.</summary>
    public int InDialogLane { get; init; } = 20_000;

    /// <summary>Waiting inputs beyond which initial INVITEs are dropped and counted; their senders try again after T1.</summary>
    public int InviteLane { get; init; } = 10_000;

    /// <summary>Waiting inputs beyond which all other requests (REGISTER, OPTIONS, strangers) are dropped and counted.</summary>
    public int OtherLane { get; init; } = 2_000;

    /// <summary>How often a re-INVITE of ours that met 491 is sent again (RFC 3261 §14.1), 0 to 100.</summary>
    public int GlareRetries { get; init; } = 5;
}
