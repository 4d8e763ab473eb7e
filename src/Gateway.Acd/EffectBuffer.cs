namespace Gateway.Acd;

/// <summary>The effects of one event, and the numbers of timers.</summary>
internal sealed class EffectBuffer
{
    private List<AcdEffect> _effects = [];
    private long _lastTimer;

    public void Add(AcdEffect effect) => _effects.Add(effect);

    /// <summary>Starts a timer in a slot, stopping what ran there.</summary>
    public void Start(ref AcdTimer? slot, Func<long, AcdTimer> timer, TimeSpan after)
    {
        Stop(ref slot);
        slot = timer(++_lastTimer);
        Add(new AcdEffect.StartTimer(slot, after < TimeSpan.Zero ? TimeSpan.Zero : after));
    }

    public void Stop(ref AcdTimer? slot)
    {
        if (slot is not null)
        {
            Add(new AcdEffect.StopTimer(slot));
            slot = null;
        }
    }

    public IReadOnlyList<AcdEffect> Take()
    {
        var taken = _effects;
        _effects = [];
        return taken;
    }
}
