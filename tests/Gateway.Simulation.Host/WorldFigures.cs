using Gateway.Acd;
using Gateway.Calls;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;
using Gateway.Configuration;
using Gateway.Figures;

namespace Gateway.Simulation;

/// <summary>
/// The figures since midnight, folded beside the gateway over all its lives: what a life tells must be equal at every point at which it has seen as
/// much of the journal; so a restart changes none of them.
/// </summary>
internal sealed class WorldFigures
{
    /// <summary>Events between two comparisons of one life; the first is made as soon as it knows anything.</summary>
    private const long Every = 50;

    private readonly SimulatedWorld _world;
    private readonly GatewayConfiguration _configuration;
    private readonly DayZones _zones;
    private DayFigures _figures = DayFigures.Empty;
    private GatewayProcess? _compared;
    private long _seen;
    private long _next;

    public WorldFigures(SimulatedWorld world, GatewayConfiguration configuration)
    {
        (_world, _configuration, _zones) = (world, configuration, new CentreDays(configuration).Zones);
        world.Journal.Committed += events =>
        {
            foreach (var next in events)
            {
                _seen = next.Number;
                _figures = next.Read() is { } entry ? _figures.Apply(entry, _zones) : _figures;
            }
        };
    }

    /// <summary>How often a life was compared.</summary>
    public int Comparisons { get; private set; }

    /// <summary>The life has seen the whole journal: not at once after a restart.</summary>
    public bool IsFollowedBy(GatewayProcess process) => process.Runtime.Figures.Followed == _seen;

    public void AfterStep(GatewayProcess process)
    {
        if (IsFollowedBy(process) && (process != _compared || _seen >= _next))
        {
            (_compared, _next) = (process, _seen + Every);
            Compare(process.Runtime.Figures);
        }
    }

    /// <summary>Also against the records, and what the distribution knows of its agents.</summary>
    public void AtTheEnd(GatewayProcess process, IReadOnlyList<CallRecord> records)
    {
        var now = _world.Scheduler.Time.GetUtcNow();
        Compare(process.Runtime.Figures);
        foreach (var queue in Queues)
        {
            var own = records.Where(r => r.QueuedAfter is not null && r.QueuePath.First(v => v.Reason is null).Queue == queue);
            var today = own.Where(r => DayZones.DayOf(r.ReceivedAt, _zones.OfQueue(queue)) == DayZones.DayOf(now, _zones.OfQueue(queue)));
            var (told, figures) = (QueueStatistics.Of(today), _figures.Of(queue, now, _zones));
            Require(
                (told.Offered, told.Answered, told.Abandoned) == (figures.Entered, figures.Answered, figures.Abandoned)
                && told.Levels.SequenceEqual([figures.LevelOf(10), figures.LevelOf(15), figures.LevelOf(20)]),
                $"the records of {queue} say {told}, the figures {figures}");
            Require(
                figures.Entered == figures.Answered + figures.Abandoned + figures.Withdrawn + figures.Lost, $"callers of {queue} are in no figure: {figures}");
        }

        foreach (var agent in process.Runtime.Acd.Snapshot.Agents)
        {
            Require(
                agent.CallsHandled == _figures.Of(agent.Agent, now, _zones)?.Handled,
                $"the ACD counts {agent.CallsHandled} conversations of agent {agent.Agent}, the journal {_figures.Of(agent.Agent, now, _zones)?.Handled}");
        }
    }

    private IEnumerable<QueueId> Queues => _configuration.Centres.SelectMany(c => c.Queues).Select(q => q.Id);

    private void Compare(FiguresDesk desk)
    {
        Comparisons++;
        var now = _world.Scheduler.Time.GetUtcNow();
        foreach (var queue in Queues)
        {
            var (live, whole) = (desk.Of(queue, now), _figures.Of(queue, now, _zones));
            Require(live == whole, $"queue {queue}: the gateway says {live}, the whole journal {whole}");
        }

        foreach (var agent in _figures.Agents)
        {
            var (live, whole) = (desk.Of(agent, now), _figures.Of(agent, now, _zones)!);
            Require(
                live is not null && live.Pauses.SequenceEqual(whole.Pauses) && live with { Pauses = whole.Pauses } == whole,
                $"agent {agent}: the gateway says {live}, the whole journal {whole}");
        }
    }

    private void Require(bool holds, string what)
    {
        if (!holds)
        {
            _world.Break(what);
        }
    }
}
