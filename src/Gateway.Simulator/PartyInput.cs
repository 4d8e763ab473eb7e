using Gateway.Media.Engine;
using Gateway.Sip;

namespace Gateway.Simulator;

/// <summary>What reaches a simulated party.</summary>
public abstract record PartyInput
{
    private PartyInput()
    {
    }

    public sealed record Start : PartyInput;

    public sealed record Sip(SipEvent.OfUsage SipEvent) : PartyInput;

    public sealed record RequestFinished(SipEvent.RequestFinished SipEvent) : PartyInput;

    public sealed record Media(MediaEvent MediaEvent) : PartyInput;

    /// <param name="Number">Which conversation it belongs to: a timer of an earlier one is absorbed.</param>
    public sealed record Timer(string Name, int Number) : PartyInput;

    /// <summary>From outside: end what goes on now, or after a while; replaces an earlier one.</summary>
    public sealed record HangUp(TimeSpan After = default) : PartyInput;

    /// <summary>From outside: a phone ends its registration (RFC 3261 §10.2.2).</summary>
    public sealed record Unregister : PartyInput;

    /// <summary>From outside: fall silent without a word, as a phone whose power is cut.</summary>
    public sealed record Vanish : PartyInput;
}
