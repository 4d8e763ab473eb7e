using Gateway.Acd;
using Gateway.Acd.Statistics;

namespace Gateway.Configuration.Reload;

/// <summary>
/// What a new configuration would do to those who are here now: a dry run beside the engine, on a snapshot of it. Pure.
/// </summary>
/// <param name="Harms">Somebody would be worse off at once: refused unless forced.</param>
/// <param name="Warnings">What stays as it is until a restart.</param>
internal sealed record ReloadPreview(IReadOnlyList<string> Harms, IReadOnlyList<string> Warnings)
{
    /// <param name="trunksInUse">The trunk of each call in progress.</param>
    public static ReloadPreview Of(
        GatewayConfiguration now, GatewayConfiguration next, IReadOnlyList<string> kept, AcdSnapshot acd, IReadOnlyList<string> trunksInUse) => new(
        [.. Queues(next, acd), .. Callers(now, next, acd), .. Agents(next, acd), .. Trunks(next, trunksInUse)],
        [.. kept.Select(k => $"{k} stays as it is until a restart"), .. NewTrunks(now, next)]);

    private static IEnumerable<string> Queues(GatewayConfiguration next, AcdSnapshot acd)
    {
        var there = next.Centres.SelectMany(c => c.Queues).Select(q => q.Id).ToHashSet();
        return acd.Calls.Where(c => c.Phase != AcdCallPhase.Connected && !there.Contains(c.Queue))
            .GroupBy(c => c.Queue)
            .OrderBy(g => g.Key.Value, StringComparer.Ordinal)
            .Select(g => $"queue {g.Key} would be removed while {Count(g.Count(), "caller waits", "callers wait")} in it; they would wait in {Fallback(next)}");
    }

    private static IEnumerable<string> Callers(GatewayConfiguration now, GatewayConfiguration next, AcdSnapshot acd)
    {
        var there = next.Centres.SelectMany(c => c.Queues).Select(q => q.Id).ToHashSet();
        var losing = acd.Calls.Count(call =>
        {
            var stays = call.Queues.Where(there.Contains).ToList();
            IReadOnlyList<QueueId> then = there.Contains(call.Queue) ? stays : [Fallback(next), .. stays];
            return call.Phase != AcdCallPhase.Connected && HasAgent(now, acd, call.Queues) && !HasAgent(next, acd, then);
        });
        return losing == 0 ? [] : [$"{Count(losing, "caller", "callers")} would have no eligible agent"];
    }

    private static IEnumerable<string> Agents(GatewayConfiguration next, AcdSnapshot acd)
    {
        var there = next.Agents.Select(a => a.Id).ToHashSet();
        return acd.Agents.Where(a => a.Call is not null && !there.Contains(a.Agent)).Select(a => $"agent {a.Agent} would be removed during a call");
    }

    private static IEnumerable<string> Trunks(GatewayConfiguration next, IReadOnlyList<string> trunksInUse) =>
        trunksInUse.Where(t => next.Trunk(t) is null)
            .GroupBy(t => t)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => $"trunk {g.Key} would be removed with {Count(g.Count(), "call", "calls")} in progress");

    private static IEnumerable<string> NewTrunks(GatewayConfiguration now, GatewayConfiguration next)
    {
        foreach (var trunk in next.Trunks)
        {
            if (now.Trunk(trunk.Name) is not { } before)
            {
                yield return $"trunks.{trunk.Name}: its calls are taken at once, it is pinged and registered with after a restart";
            }
            else if (!Structure.Same((before.Ping, before.Register), (trunk.Ping, trunk.Register)))
            {
                yield return $"trunks.{trunk.Name}: ping and register stay as they are until a restart";
            }
        }
    }

    /// <summary>Somebody who works for one of the queues is there; wrap-up, a break in the next minute or another call do not matter here.</summary>
    private static bool HasAgent(GatewayConfiguration configuration, AcdSnapshot acd, IReadOnlyList<QueueId> queues)
    {
        var present = acd.Agents.Where(a => a.Reachable && a.Status is AgentStatus.Available or AgentStatus.AvailableOnDemand).Select(a => a.Agent).ToHashSet();
        return configuration.Agents.SelectMany(a => a.Tiers).Any(t => queues.Contains(t.Queue) && present.Contains(t.Agent));
    }

    private static QueueId Fallback(GatewayConfiguration next) => next.Centre(next.DefaultCentre)!.DefaultQueue;

    private static string Count(int count, string one, string many) => count == 1 ? $"1 {one}" : $"{count} {many}";
}
