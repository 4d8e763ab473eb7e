using System.Globalization;

namespace Gateway.Sip.Subscriptions;

/// <summary>
/// The notifier's side of one subscription (RFC 6665 §4.2): (state, input) to (state, effects). At most one NOTIFY is under way and none goes out
/// sooner than the pace after the one before; meanwhile only the newest state is kept. Pure.
/// </summary>
public static class SubscriptionMachine
{
    /// <summary>Bodies that may wait where each has to be told; the oldest goes first.</summary>
    public const int MaxWaiting = 50;

    /// <param name="now">Monotonic time of the owner.</param>
    /// <param name="pace">Least time between two NOTIFYs; refreshes and the last one are not held back.</param>
    public static (SubscriptionState State, IReadOnlyList<SubscriptionEffect> Effects) On(
        SubscriptionState state, SubscriptionInput input, TimeSpan now, TimeSpan pace)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(input);
        List<SubscriptionEffect> effects = [];
        if (state.Phase == SubscriptionPhase.Terminated)
        {
            return (state, effects);
        }

        switch (input)
        {
            case SubscriptionInput.Subscribed subscribed:
                state = state with { Body = subscribed.Body ?? state.Body, Phase = SubscriptionPhase.Active };
                if (subscribed.Expires <= TimeSpan.Zero)
                {
                    state = End(state, "timeout", null, effects);
                    break;
                }

                state = state with { ExpiresAt = now + subscribed.Expires };
                effects.Add(new SubscriptionEffect.StartExpiry(subscribed.Expires));

                // §4.2.1.2, §4.2.1.4: each SUBSCRIBE gets a NOTIFY at once.
                state = Send(state, state.Body, now, effects);
                break;
            case SubscriptionInput.Changed changed:
                state = state with
                {
                    Body = changed.Replaces ? changed.Body : state.Body,
                    Waiting = changed.Replaces ? [changed.Body] : [.. state.Waiting.TakeLast(MaxWaiting - 1), changed.Body],
                };
                state = SendWaiting(state, now, pace, effects);
                break;
            case SubscriptionInput.NotifyFinished { StatusCode: >= 200 and < 300 }:
                state = SendWaiting(state with { IsNotifying = false }, now, pace, effects);
                break;
            case SubscriptionInput.NotifyFinished { MayRetry: true, StatusCode: not 481 }:
                state = SendWaiting(state with { IsNotifying = false }, now, pace, effects);
                break;
            case SubscriptionInput.NotifyFinished finished:
                // §4.2.2: nobody is there, or nobody wants it.
                state = state with { Phase = SubscriptionPhase.Terminated };
                effects.Add(new SubscriptionEffect.Ended(string.Create(CultureInfo.InvariantCulture, $"{finished.StatusCode} to NOTIFY")));
                break;
            case SubscriptionInput.PaceFired:
                state = SendWaiting(state with { IsPaced = false }, now, pace, effects);
                break;
            case SubscriptionInput.ExpiryFired when state.Phase == SubscriptionPhase.Active && now >= state.ExpiresAt:
                state = End(state, "timeout", null, effects);
                break;
            case SubscriptionInput.Terminate terminate:
                state = End(state, terminate.Reason, terminate.RetryAfter, effects);
                break;
        }

        return (state, effects);
    }

    private static SubscriptionState SendWaiting(SubscriptionState state, TimeSpan now, TimeSpan pace, List<SubscriptionEffect> effects)
    {
        if (state is not { Waiting: [var next, ..], IsNotifying: false, IsPaced: false, Phase: SubscriptionPhase.Active })
        {
            return state;
        }

        var wait = state.NotifiedAt + pace - now;
        if (wait > TimeSpan.Zero)
        {
            effects.Add(new SubscriptionEffect.StartPace(wait));
            return state with { IsPaced = true };
        }

        return Send(state with { Waiting = [.. state.Waiting.Skip(1)] }, next, now, effects);
    }

    private static SubscriptionState Send(SubscriptionState state, SipBody? body, TimeSpan now, List<SubscriptionEffect> effects)
    {
        var left = Math.Max(0, (long)(state.ExpiresAt - now).TotalSeconds);
        effects.Add(new SubscriptionEffect.SendNotify(string.Create(CultureInfo.InvariantCulture, $"active;expires={left}"), body));

        // What waited and is the same state has been told with it.
        return state with { IsNotifying = true, NotifiedAt = now, Waiting = [.. state.Waiting.Where(w => w != body)] };
    }

    private static SubscriptionState End(SubscriptionState state, string reason, TimeSpan? retryAfter, List<SubscriptionEffect> effects)
    {
        var retry = retryAfter is { } after ? string.Create(CultureInfo.InvariantCulture, $";retry-after={(long)after.TotalSeconds}") : "";
        effects.Add(new SubscriptionEffect.SendNotify($"terminated;reason={reason}{retry}", state.Body));
        effects.Add(new SubscriptionEffect.Ended(reason));
        return state with { Phase = SubscriptionPhase.Terminated, Waiting = [] };
    }
}
