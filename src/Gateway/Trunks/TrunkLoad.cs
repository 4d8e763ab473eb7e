using Gateway.CallControl;
using Gateway.Configuration;
using Gateway.Operations;
using Gateway.Sip;
using Gateway.Sip.Overload;

namespace Gateway.Trunks;

/// <summary>
/// What each trunk brings, against its own limits and ours: alarms, and what to ask of a trunk that knows RFC 7339. Refuses nobody: only exhausted
/// resources do. Owned by the SIP loop.
/// </summary>
internal sealed class TrunkLoad(Func<GatewayConfiguration> configuration, CallTable calls, AlarmBoard alarms, TimeProvider time)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1), LookEvery = TimeSpan.FromMilliseconds(250);
    private readonly Dictionary<string, Trunk> _trunks = [];
    private readonly SteadyClock _clock = new(time);

    /// <summary>A new call of the trunk was admitted, or refused for lack of resources.</summary>
    public void Arrived(string trunk)
    {
        if (configuration().Trunk(trunk) is not { } options)
        {
            return;
        }

        var state = State(trunk);
        if (options.AlarmCalls is { } most && CallsOf(trunk) >= most)
        {
            alarms.Raise("trunk_calls", AlarmSeverity.Warning, $"trunk {trunk}: {most} calls or more at the same time");
        }

        if (options.AlarmCallsPerSecond is { } rate)
        {
            state.Arrivals.Enqueue(time.GetTimestamp());
            if (Rate(state) >= rate)
            {
                alarms.Raise("trunk_call_rate", AlarmSeverity.Warning, $"trunk {trunk}: {rate} new calls or more in a second");
            }

            while (state.Arrivals.Count > 10_000)
            {
                state.Arrivals.Dequeue();
            }
        }
    }

    /// <summary>What to ask of the trunk now. Looks at the load four times a second at most.</summary>
    public OverloadControl Of(string trunk)
    {
        var state = State(trunk);
        if (state.LookedAt is { } at && time.GetElapsedTime(at) < LookEvery)
        {
            return state.Control;
        }

        state.LookedAt = time.GetTimestamp();
        return state.Control = state.Control.On(Load(trunk, state), _clock.Now);
    }

    private double Load(string trunk, Trunk state)
    {
        var current = configuration();
        var options = current.Trunk(trunk);
        var load = (double)calls.Count / current.Limits.MaxCalls;
        if (options?.AlarmCalls is { } most)
        {
            load = Math.Max(load, Beyond(state.Control.Options, CallsOf(trunk), most));
        }

        if (options?.AlarmCallsPerSecond is { } rate)
        {
            load = Math.Max(load, Beyond(state.Control.Options, Rate(state), rate));
        }

        return load;
    }

    /// <summary>The load that makes the trunk keep back just what is beyond its limit.</summary>
    private static double Beyond(OverloadOptions options, double actual, double limit) =>
        actual <= limit ? 0 : options.From + ((1 - options.From) * (1 - (limit / actual)));

    private int CallsOf(string trunk) => calls.All().Count(c => c.Summary?.Trunk == trunk);

    private int Rate(Trunk state)
    {
        while (state.Arrivals.TryPeek(out var at) && time.GetElapsedTime(at) > Second)
        {
            state.Arrivals.Dequeue();
        }

        return state.Arrivals.Count;
    }

    private Trunk State(string trunk)
    {
        if (!_trunks.TryGetValue(trunk, out var state))
        {
            // oc-seq goes on where a run before left off, as the clock does (RFC 7339 §4.4).
            _trunks.Add(trunk, state = new Trunk { Control = new OverloadControl(new OverloadOptions(), Sequence: _clock.Now.ToUnixTimeSeconds()) });
        }

        return state;
    }

    private sealed class Trunk
    {
        public Queue<long> Arrivals { get; } = new();

        public required OverloadControl Control { get; set; }

        public long? LookedAt { get; set; }
    }
}
