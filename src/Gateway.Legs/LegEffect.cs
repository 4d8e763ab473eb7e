using Gateway.Media.Engine;
using Gateway.Sip;

namespace Gateway.Legs;

/// <summary>What the owner of a leg shall do, in order.</summary>
public abstract record LegEffect
{
    private LegEffect()
    {
    }

    public sealed record SendSip(SipCommand Command) : LegEffect;

    public sealed record SendMedia(MediaCommand Command) : LegEffect;

    /// <summary>Starts the timer, or starts it anew.</summary>
    public sealed record StartTimer(LegTimer Timer, TimeSpan After) : LegEffect;

    public sealed record StopTimer(LegTimer Timer) : LegEffect;

    /// <summary>Something that the call must know.</summary>
    public sealed record Tell(LegEvent Event) : LegEffect;

    /// <summary>The input met no arrow, or something odd was overlooked: counted under this name.</summary>
    public sealed record Counted(string What) : LegEffect;
}

/// <summary>A timer of one leg.</summary>
/// <param name="Usage">For timers that run once per fork.</param>
public readonly record struct LegTimer(LegTimerName Name, UsageId Usage = default);

public enum LegTimerName
{
    /// <summary>The agent's ring timeout.</summary>
    Ring,

    /// <summary>2 s for a binding to answer the INVITE with anything.</summary>
    FirstResponse,

    /// <summary>1 s for the first packet after an agent's 200.</summary>
    MediaGrace,

    /// <summary>3 s after an agent's 200: a BYE before counts as a lost leg.</summary>
    Settling,

    /// <summary>2 s for an agent's phone to answer a probe.</summary>
    ProbeAnswer,

    /// <summary>8 s for an agent's phone that comes from another call to answer the re-INVITE.</summary>
    Adoption,

    /// <summary>32 s for a caller's side to answer the re-INVITE after a restart.</summary>
    Resume,

    /// <summary>The Retry-After of a refusal of that re-INVITE.</summary>
    ResumeAgain,
}
