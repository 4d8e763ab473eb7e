namespace Gateway.Sip.Subscriptions;

/// <summary>One subscription as its notifier sees it (RFC 6665 §4.2). Immutable; made by <see cref="SubscriptionMachine.On"/> alone.</summary>
public sealed record SubscriptionState
{
    /// <summary>Before the SUBSCRIBE was accepted.</summary>
    public static readonly SubscriptionState Initial = new();

    public SubscriptionPhase Phase { get; init; }

    /// <summary>When it expires, in the owner's monotonic time.</summary>
    public TimeSpan ExpiresAt { get; init; }

    /// <summary>When the last NOTIFY went out, in the owner's monotonic time.</summary>
    public TimeSpan NotifiedAt { get; init; }

    /// <summary>A NOTIFY has no final response yet.</summary>
    public bool IsNotifying { get; init; }

    /// <summary>The rate timer runs.</summary>
    public bool IsPaced { get; init; }

    /// <summary>The newest state; sent again at each refresh.</summary>
    public SipBody? Body { get; init; }

    /// <summary>What waits for its NOTIFY, oldest first.</summary>
    public IReadOnlyList<SipBody> Waiting { get; init; } = [];
}

public enum SubscriptionPhase
{
    Pending,
    Active,
    Terminated,
}

/// <summary>What can happen to a subscription.</summary>
public abstract record SubscriptionInput
{
    private SubscriptionInput()
    {
    }

    /// <summary>The SUBSCRIBE gets its 200, or a refresh came. Zero: it fetches once, or unsubscribes (§4.4.1, §4.4.3).</summary>
    /// <param name="Body">The present state, or null where it stays as it was.</param>
    public sealed record Subscribed(TimeSpan Expires, SipBody? Body = null) : SubscriptionInput;

    /// <summary>The state has changed.</summary>
    /// <param name="Replaces">False: something has happened that must be told beside what waits already.</param>
    public sealed record Changed(SipBody Body, bool Replaces = true) : SubscriptionInput;

    /// <summary>A NOTIFY got its final response; 408 and 503 also when nothing came.</summary>
    /// <param name="MayRetry">The response had Retry-After.</param>
    public sealed record NotifyFinished(int StatusCode, bool MayRetry = false) : SubscriptionInput;

    public sealed record ExpiryFired : SubscriptionInput;

    public sealed record PaceFired : SubscriptionInput;

    /// <summary>The notifier ends it.</summary>
    /// <param name="Reason">deactivated, probation, rejected, giveup, noresource, invariant (§4.1.3).</param>
    public sealed record Terminate(string Reason, TimeSpan? RetryAfter = null) : SubscriptionInput;
}

/// <summary>What the owner of a subscription shall do, in order.</summary>
public abstract record SubscriptionEffect
{
    private SubscriptionEffect()
    {
    }

    /// <param name="State">Value of Subscription-State (§8.2.3).</param>
    public sealed record SendNotify(string State, SipBody? Body) : SubscriptionEffect;

    /// <summary>Starts the timer of <see cref="SubscriptionInput.ExpiryFired"/> anew.</summary>
    public sealed record StartExpiry(TimeSpan After) : SubscriptionEffect;

    /// <summary>Starts the timer of <see cref="SubscriptionInput.PaceFired"/>.</summary>
    public sealed record StartPace(TimeSpan After) : SubscriptionEffect;

    /// <summary>Last effect: the subscription is over; timers that fire later meet no arrow.</summary>
    public sealed record Ended(string Reason) : SubscriptionEffect;
}
