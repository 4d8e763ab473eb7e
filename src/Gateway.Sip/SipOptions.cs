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
        SipMethod.Refer, SipMethod.Notify, SipMethod.Prack,
    ];

    /// <summary>Option tags of extensions that the stack and its users know; goes out as Supported.</summary>
    public IReadOnlyList<string> Supported { get; init; } = ["100rel", "timer"];

    public SessionTimerOptions SessionTimers { get; init; } = new();

    /// <summary>Event packages that users of the stack serve (RFC 6665); empty: SUBSCRIBE gets 405.</summary>
    public IReadOnlyList<string> AllowEvents { get; init; } = [];

    /// <summary>Subscriptions at the same time; one more gets 503.</summary>
    public int MaxSubscriptions { get; init; } = 1_000;

    /// <summary>Shorter ones get 423, but zero (a fetch) is taken.</summary>
    public TimeSpan MinSubscription { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longer ones are cut to this; also the length of those that name none.</summary>
    public TimeSpan MaxSubscription { get; init; } = TimeSpan.FromSeconds(3600);

    /// <summary>Least time between two NOTIFYs of one subscription.</summary>
    public TimeSpan NotifyPace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Waiting inputs beyond which responses, ACKs and in-dialog requests from the network are dropped and counted.</summary>
    public int InDialogLane { get; init; } = 20_000;

    /// <summary>Waiting inputs beyond which initial INVITEs are dropped and counted; their senders try again after T1.</summary>
    public int InviteLane { get; init; } = 10_000;

    /// <summary>Waiting inputs beyond which all other requests (REGISTER, OPTIONS, strangers) are dropped and counted.</summary>
    public int OtherLane { get; init; } = 2_000;

    /// <summary>How often a re-INVITE of ours that met 491 is sent again (RFC 3261 §14.1), 0 to 100.</summary>
    public int GlareRetries { get; init; } = 5;
}

/// <summary>Session timers (RFC 4028). What a caller asks for is honoured in any case. Immutable.</summary>
public sealed record SessionTimerOptions
{
    /// <summary>RFC 4028 §4, §5: what is recommended, and the least that a network may count on.</summary>
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(1800), DefaultMinimum = TimeSpan.FromSeconds(90);

    /// <summary>
    /// Session-Expires of our INVITEs, and of our answers to callers who can do timers but ask for none; null: neither. At least
    /// <see cref="Minimum"/>.
    /// </summary>
    public TimeSpan? Interval { get; init; }

    /// <summary>Shorter intervals get 422, from those whom we called only: a caller is never refused for it.</summary>
    public TimeSpan Minimum { get; init; } = DefaultMinimum;
}
