using Gateway.Acd;
using Gateway.Legs;

namespace Gateway.Features;

/// <summary>Which agents can be rung: told to the ACD as it changes, and after a start when the callers of before are back in their queues.</summary>
internal sealed partial class AgentDesk
{
    private static readonly TimeSpan ReadyPace = TimeSpan.FromMilliseconds(20);

    /// <summary>Expiries and keep-alives from now on: after the SIP stack has bound its addresses.</summary>
    /// <param name="ready">Whether the ACD may be told of the phones that were registered before the start; later ones are told at once.</param>
    /// <param name="latest">After this it is told all the same.</param>
    public void Begin(Func<bool> ready, TimeSpan latest)
    {
        Post(new Input.Tick());
        Post(new Input.Ready(ready, latest));
    }

    /// <summary>Agents with a live binding.</summary>
    private IReadOnlyList<AgentId> Reachable => [.. _phones.Where(p => p.Value.Count > 0).Select(p => p.Key).OrderBy(a => a.Value, StringComparer.Ordinal)];

    private void Ready(Input.Ready ready)
    {
        if (ready.Latest > TimeSpan.Zero && !ready.Now())
        {
            StartTimer(ReadyPace, ready with { Latest = ready.Latest - ReadyPace });
            return;
        }

        foreach (var agent in Reachable)
        {
            _services.Acd(new AcdEvent.SetReachable(agent, true));
        }
    }

    private void Publish(string aor)
    {
        var agent = AgentOf(aor);
        var before = _phones.TryGetValue(agent, out var phones) && phones.Count > 0;
        var now = PhonesOf(aor);
        _phones[agent] = now;
        if (before != now.Count > 0)
        {
            _services.Acd(new AcdEvent.SetReachable(agent, now.Count > 0));
        }
    }

    private static AgentId AgentOf(string aor) => new(aor["sip:".Length..aor.IndexOf('@', StringComparison.Ordinal)]);

    private IReadOnlyList<AgentBinding> PhonesOf(string aor) =>
        [.. _bindings.Of(aor).Where(b => !_doubts.Contains(b)).Select(b => new AgentBinding(b.Contact, b.Flow))];
}
