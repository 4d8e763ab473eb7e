using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Configuration;
using Gateway.Loops;
using Gateway.Operations;
using Gateway.Storage.State;
using Gateway.Web.Ports;
using AlarmSeverity = Gateway.Operations.AlarmSeverity;

namespace Gateway.Distribution;

/// <summary>
/// Whether centres are open: by their hours, unless somebody has declared it. Looks four times a minute and tells the ACD and the
/// alarm board of every change. What was declared is in the journal, and outlives a restart by the state store.
/// </summary>
internal sealed class ServiceStateDesk : Loop<ServiceStateDesk.Input>, IServiceControl
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    private readonly Func<IReadOnlyList<CentreOptions>> _centres;
    private readonly Action<AcdEvent> _acd;
    private readonly AlarmBoard _alarms;
    private readonly IJournal _journal;
    private readonly IStateStore _state;
    private readonly Dictionary<string, StoredServiceState> _declared;
    private readonly HashSet<string> _closed = new(StringComparer.Ordinal);

    /// <summary>As the ACD was told; a queue that a reload brings to a closed centre is told, too.</summary>
    private readonly HashSet<QueueId> _closedQueues = [];

    /// <param name="centres">Those in force; any thread.</param>
    /// <param name="state">What was declared before a restart is in force at once.</param>
    public ServiceStateDesk(
        ILoopScheduler scheduler, Func<IReadOnlyList<CentreOptions>> centres, Action<AcdEvent> acd, AlarmBoard alarms, IJournal journal, IStateStore state)
        : base("service-state", scheduler)
    {
        (_journal, _state) = (journal, state);
        _declared = state.LoadServiceStates().ToDictionary(s => s.Centre, StringComparer.Ordinal);
        _centres = centres;
        _acd = acd;
        _alarms = alarms;
        Post(new Input.Look());
    }

    internal abstract record Input
    {
        private Input()
        {
        }

        internal sealed record Look : Input;

        internal sealed record Declare(string Centre, bool? Open, string By) : Input;
    }

    /// <inheritdoc/>
    public bool Declare(string centre, bool? open, string by)
    {
        if (_centres().All(c => c.Code != centre))
        {
            return false;
        }

        Post(new Input.Declare(centre, open, by));
        return true;
    }

    protected override void On(Input input)
    {
        switch (input)
        {
            case Input.Look:
                StartTimer(Period, input);
                break;
            case Input.Declare declare:
                Keep(declare, Time.GetUtcNow());
                break;
        }

        // Hours are those of the clock on the wall, steps included.
        var now = Time.GetUtcNow();
        foreach (var centre in _centres())
        {
            Apply(centre, now);
        }
    }

    protected override void OnFault(Input input, Exception fault) =>
        _alarms.Raise("service_state_defect", AlarmSeverity.Critical, $"opening hours could not be applied: {fault}");

    private void Keep(Input.Declare declare, DateTimeOffset now)
    {
        _journal.Append(JournalEntry.OfNode(now, new ServiceStateDeclared(declare.Centre, declare.Open, declare.By)));
        if (declare.Open is { } open)
        {
            _declared[declare.Centre] = new StoredServiceState(declare.Centre, open, declare.By, now);
            _state.SaveServiceState(_declared[declare.Centre]);
        }
        else
        {
            _declared.Remove(declare.Centre);
            _state.RemoveServiceState(declare.Centre);
        }
    }

    private void Apply(CentreOptions centre, DateTimeOffset now)
    {
        var declared = _declared.TryGetValue(centre.Code, out var said);
        var open = declared ? said!.Open : centre.OpeningHours?.IsOpen(now) ?? true;
        if (open ? _closed.Remove(centre.Code) : _closed.Add(centre.Code))
        {
            var why = declared ? $"declared by {said!.By}" : "by its hours";
            _alarms.Raise(
                open ? "centre_open" : "centre_closed",
                AlarmSeverity.Info,
                $"centre {centre.Code} is {(open ? "open" : "closed: its calls roll over at once")}, {why}");
        }

        foreach (var queue in centre.Queues.Where(q => open ? _closedQueues.Remove(q.Id) : _closedQueues.Add(q.Id)))
        {
            _acd(new AcdEvent.SetOpen(queue.Id, open));
        }
    }
}
