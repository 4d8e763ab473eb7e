namespace Gateway.Sip;

/// <summary>One INVITE usage (RFC 5057): an INVITE of ours or of a peer, its dialog, and all that follows in it.</summary>
public readonly record struct UsageId(long Value)
{
    public override string ToString() => $"u{Value}";
}

/// <summary>A subscription of a peer (RFC 6665).</summary>
public readonly record struct SubscriptionId(long Value);

/// <summary>A request of a peer that waits for <see cref="SipCommand.Respond"/>.</summary>
public readonly record struct ServerRequestId(long Value);

/// <summary>A request of ours whose end comes back as <see cref="SipEvent.RequestFinished"/>.</summary>
public readonly record struct ClientRequestId(long Value);
