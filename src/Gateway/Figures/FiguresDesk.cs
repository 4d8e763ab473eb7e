using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;
using Gateway.Loops;
using Gateway.Operations;

namespace Gateway.Figures;

/// <summary>
/// The owner of the figures since midnight: folds what the journal commits, and at start what it holds of the present day, page by page on a
/// thread of its own, so that no call waits for it. Tells the ACD, once, what each agent has done today before this start; and of midnights.
/// </summary>
internal sealed class FiguresDesk : Loop<FiguresDesk.Input>
{
    private const int PageSize = 500;

    /// <summary>What was said of agents before midnight is read as well, and events of one moment in another order.</summary>
    private static readonly TimeSpan ReadBefore = 2 * DayFigures.RollCallBefore;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    private readonly IJournal _journal;
    private readonly Func<CentreDays> _days;
    private readonly Func<DateTimeOffset> _now;
    private readonly Action<AcdEvent> _acd;
    private readonly AlarmBoard _alarms;
    private readonly long _before;
    private readonly Dictionary<string, DateOnly> _dayOf = new(StringComparer.Ordinal);
    private DateTimeOffset _rollCallOf;
    private DayFigures _figures = DayFigures.Empty;
    private long _number;
    private bool _filling;
    private bool _told;
    private volatile DayFigures? _published;

    /// <param name="before">Last event of the runs before this one.</param>
    /// <param name="days">Of the configuration in force; any thread.</param>
    /// <param name="now">The clock of the journal's entries.</param>
    public FiguresDesk(
        ILoopScheduler scheduler, IJournal journal, long before, Func<CentreDays> days, Func<DateTimeOffset> now, Action<AcdEvent> acd, AlarmBoard alarms)
        : base("figures", scheduler)
    {
        (_journal, _before, _days, _now, _acd, _alarms) = (journal, before, days, now, acd, alarms);
        _journal.Committed += OnCommitted;
        Post(new Input.Refill());
        Post(new Input.Tick());
    }

    internal abstract record Input
    {
        private Input()
        {
        }

        internal sealed record Committed(IReadOnlyList<JournalEvent> Events) : Input;

        /// <summary>From the beginning of the day on: at start, and when zones may have changed.</summary>
        internal sealed record Refill : Input;

        internal sealed record Page : Input;

        internal sealed record Tick : Input;
    }

    /// <summary>Null until the first time that everything of today was read: nothing is known yet. Any thread.</summary>
    public DayFigures? Figures => _published;

    /// <summary>Number of the last journal event that is in the figures. Only the loop's own thread: for simulation.</summary>
    public long Followed => _filling ? 0 : _number;

    /// <summary>Other figures than before; raised on the loop, must not block.</summary>
    public event Action? Changed;

    /// <summary>A queue's figures since its midnight; null while not known. Any thread.</summary>
    public QueueFigures? Of(QueueId queue, DateTimeOffset now) => _published?.Of(queue, now, _days().Zones);

    /// <summary>An agent's times since midnight; null while not known. Any thread.</summary>
    public AgentTimes? Of(AgentId agent, DateTimeOffset now) => _published?.Of(agent, now, _days().Zones);

    protected override void On(Input input)
    {
        switch (input)
        {
            case Input.Committed { Events: var events } when !_filling:
                Follow(events);
                break;
            case Input.Refill:
                _figures = DayFigures.Empty;
                _number = _journal.LastBefore(_days().FirstMidnight(_now()) - ReadBefore);
                _filling = true;
                Post(new Input.Page());
                break;
            case Input.Page when _filling:
                ReadPage();
                break;
            case Input.Tick:
                Watch();
                break;
        }
    }

    protected override void OnFault(Input input, Exception fault)
    {
        _alarms.Raise("figures_behind", AlarmSeverity.Warning, $"the figures since midnight could not be made, the next try is in 10 s: {fault.Message}");
        (_filling, _published) = (true, null);
        StartTimer(RetryAfter, input is Input.Tick ? input : new Input.Refill());
    }

    protected override void Dispose(bool disposing)
    {
        _journal.Committed -= OnCommitted;
        base.Dispose(disposing);
    }

    private void OnCommitted(IReadOnlyList<JournalEvent> events) => Post(new Input.Committed(events));

    private void ReadPage()
    {
        var page = _journal.Read(_number, PageSize);
        Apply(page);
        if (page.Count == PageSize)
        {
            Post(new Input.Page());
            return;
        }

        _filling = false;
        Publish();
    }

    /// <summary>What was committed while pages were read comes twice and counts once; a hole is read again from the journal.</summary>
    private void Follow(IReadOnlyList<JournalEvent> events)
    {
        var next = events.Where(e => e.Number > _number).ToList();
        if (next.Count == 0)
        {
            return;
        }

        if (next[0].Number != _number + 1)
        {
            _filling = true;
            Post(new Input.Page());
            return;
        }

        Apply(next);
        Publish();
    }

    private void Publish()
    {
        _published = _figures;
        Changed?.Invoke();
    }

    private void Apply(IReadOnlyList<JournalEvent> events)
    {
        var zones = _days().Zones;
        foreach (var next in events)
        {
            _number = next.Number;
            if (DayFigures.Counts(next.Name) && next.TryRead() is { } entry)
            {
                _figures = _figures.Apply(entry, zones);
            }

            if (!_told && next.Number > _before)
            {
                // The first event of this run is its start: the figures are those of the runs before.
                _told = true;
                _acd(new AcdEvent.RestoreStandings(_figures.Standings(_now(), zones)));
            }
        }
    }

    /// <summary>Midnights are those of the clock on the wall, in each zone.</summary>
    private void Watch()
    {
        var now = _now();
        var wait = Period;
        foreach (var (zone, agents) in _days().Agents)
        {
            var day = DayZones.DayOf(now, zone);
            if (_dayOf.TryGetValue(zone.Id, out var before) && day > before)
            {
                _acd(new AcdEvent.NewDay(DayZones.Midnight(day, zone), agents));
                Changed?.Invoke();
            }

            _dayOf[zone.Id] = day;
            var midnight = DayZones.Midnight(day.AddDays(1), zone);
            if (midnight - now <= DayFigures.RollCallBefore && midnight > _rollCallOf)
            {
                _rollCallOf = midnight;
                _acd(new AcdEvent.RollCall());
            }

            wait = midnight - now < wait ? midnight - now : wait;
        }

        StartTimer(wait > TimeSpan.Zero ? wait : Period, new Input.Tick());
    }
}
