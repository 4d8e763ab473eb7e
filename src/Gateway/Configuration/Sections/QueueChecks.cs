using Gateway.Acd;
using Gateway.Acd.Configuration;
using Gateway.Configuration.Json;

namespace Gateway.Configuration.Sections;

/// <summary>
/// Names twice, and overflow steps that lead nowhere. Two queues that overflow into each other are neighbours who help each other, not a
/// loop: a
/// call keeps its places, so it is never in one queue twice.
/// </summary>
internal static class QueueChecks
{
    public static void Run(IReadOnlyList<CentreOptions> centres, IReadOnlyList<(QueueOptions Queue, ObjectReader At)> queues)
    {
        var byId = new Dictionary<QueueId, QueueOptions>();
        foreach (var (queue, at) in queues)
        {
            if (!byId.TryAdd(queue.Id, queue))
            {
                at.Error("name", $"The queue \"{queue.Id}\" is there twice", "Give one of them another name");
            }
        }

        foreach (var (queue, at) in queues)
        {
            var steps = at.Objects("overflow");
            if (steps.Count >= AcdDefaults.MaxQueuesPerCall)
            {
                at.Error(
                    "overflow",
                    $"{steps.Count} steps are too many",
                    $"A call waits in at most {AcdDefaults.MaxQueuesPerCall} queues, its own included");
            }

            for (var i = 0; i < queue.Overflow.Count; i++)
            {
                var to = queue.Overflow[i].To;
                if (to == queue.Id)
                {
                    steps[i].Error("to", "The queue overflows into itself", "Name another queue");
                }
                else if (!byId.ContainsKey(to))
                {
                    steps[i].Error("to", $"There is no queue \"{to}\"", Nearest.Suggest(to.Value, [.. byId.Keys.Select(k => k.Value)]));
                }
                else if (queue.Overflow.Take(i).Any(s => s.To == to))
                {
                    steps[i].Error("to", $"\"{to}\" is there twice in this ladder", "Keep the step that comes first");
                }
            }
        }
    }
}
