using Gateway.Media.Engine;
using Gateway.Sip;

namespace Gateway.Legs;

/// <summary>One turn of a leg machine: the state as it becomes, and the effects in order.</summary>
internal sealed class LegTurn(LegState state, ISipIds ids)
{
    private readonly List<LegEffect> _effects = [];

    public LegState State { get; set; } = state;

    public ISipIds Ids { get; } = ids;

    public IReadOnlyList<LegEffect> Effects => _effects;

    public void Send(SipCommand command) => _effects.Add(new LegEffect.SendSip(command));

    public void Send(MediaCommand command) => _effects.Add(new LegEffect.SendMedia(command));

    public void Tell(LegEvent legEvent) => _effects.Add(new LegEffect.Tell(legEvent));

    public void Count(string what) => _effects.Add(new LegEffect.Counted(what));

    public void Start(LegTimerName timer, TimeSpan after, UsageId usage = default) =>
        _effects.Add(new LegEffect.StartTimer(new LegTimer(timer, usage), after));

    public void Stop(LegTimerName timer, UsageId usage = default) => _effects.Add(new LegEffect.StopTimer(new LegTimer(timer, usage)));

    /// <summary>Counts an input without an arrow, by its kind.</summary>
    public void CountUnexpected(string phase, LegInput input)
    {
        object kind = input switch
        {
            LegInput.Sip sip => sip.Event,
            LegInput.Media media => media.Event,
            _ => input,
        };
        Count($"{phase}:{(kind is LegInput.TimerFired fired ? fired.Timer.Name.ToString() : kind.GetType().Name)}");
    }
}
