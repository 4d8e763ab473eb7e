using Gateway.Acd;
using Gateway.Acd.Statistics;
using Gateway.CallControl;
using Gateway.Calls;
using Gateway.Loops;
using Gateway.Operations;
using Gateway.Sip;

namespace Gateway.Reconciliation;

/// <summary>
/// Every two seconds compares journal, actors, dialogs and ACD. What disagrees twice in a row is counted as
/// <c>gateway_calls_unaccounted</c> (0 in health), alarmed, and repaired where the truth is known: the dialog's side wins.
/// </summary>
internal sealed class Reconciler : Loop<Reconciler.Input>
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    private readonly Func<IReadOnlyDictionary<CallId, CallPhase>> _journal;
    private readonly CallTable _calls;
    private readonly Func<UsageId, bool> _isOpen;
    private readonly Func<AgentId, bool> _hasPhone;
    private readonly Action<Action<AcdSnapshot>> _askAcd;
    private readonly Action<AcdEvent> _acd;
    private readonly AlarmBoard _alarms;
    private readonly Action<string> _repaired;
    private IReadOnlySet<Discrepancy> _previous = new HashSet<Discrepancy>();
    private int _unaccounted;
    private long _passes;

    /// <param name="journal">Open calls and their phases as the durable journal tells them; any thread.</param>
    /// <param name="isOpen">Whether the SIP stack still has a usage; any thread.</param>
    /// <param name="hasPhone">Whether an agent has a registered phone that answers; any thread.</param>
    /// <param name="askAcd">Asks the ACD for a snapshot of exactly then.</param>
    /// <param name="repaired">Told the kind of each repair.</param>
    public Reconciler(
        ILoopScheduler scheduler,
        Func<IReadOnlyDictionary<CallId, CallPhase>> journal,
        CallTable calls,
        Func<UsageId, bool> isOpen,
        Func<AgentId, bool> hasPhone,
        Action<Action<AcdSnapshot>> askAcd,
        Action<AcdEvent> acd,
        AlarmBoard alarms,
        Action<string> repaired)
        : base("reconciler", scheduler)
    {
        _journal = journal;
        _calls = calls;
        _isOpen = isOpen;
        _hasPhone = hasPhone;
        _askAcd = askAcd;
        _acd = acd;
        _alarms = alarms;
        _repaired = repaired;
        Post(new Input.Begin());
    }

    internal abstract record Input
    {
        private Input()
        {
        }

        internal sealed record Begin : Input;

        internal sealed record Compare(AcdSnapshot Acd) : Input;
    }

    /// <summary>Calls on which the owners disagreed in the last two passes; 0 in health. Any thread.</summary>
    public int Unaccounted => Volatile.Read(ref _unaccounted);

    /// <summary>Passes made since start. Any thread.</summary>
    public long Passes => Interlocked.Read(ref _passes);

    protected override void On(Input input)
    {
        switch (input)
        {
            case Input.Begin:
                StartTimer(Period, new Input.Begin());
                _askAcd(snapshot => Post(new Input.Compare(snapshot)));
                break;
            case Input.Compare { Acd: var acd }:
                Compare(acd);
                break;
        }
    }

    protected override void OnFault(Input input, Exception fault) =>
        _alarms.Raise("reconciler_defect", AlarmSeverity.Critical, $"a reconciler pass failed: {fault}");

    private void Compare(AcdSnapshot acd)
    {
        var actors = _calls.All().Select(a => a.Summary).OfType<CallSummary>().ToList();
        var found = Discrepancies.Find(_journal(), actors, acd, _isOpen, _hasPhone);
        var standing = found.Where(_previous.Contains).OrderBy(d => d.Call.Value ?? d.Agent?.Value, StringComparer.Ordinal).ToList();
        _previous = found;
        Volatile.Write(ref _unaccounted, standing.Where(d => d.Agent is null).Select(d => d.Call).Distinct().Count());
        Interlocked.Increment(ref _passes);
        foreach (var discrepancy in standing)
        {
            _alarms.Raise(
                discrepancy.Agent is null ? "call_unaccounted" : "agent_unaccounted", AlarmSeverity.Critical, $"{discrepancy} in two passes");
            if (Discrepancies.Repair(discrepancy, actors, acd, _hasPhone) is var (kind, repair))
            {
                _acd(repair);
                _repaired(kind);
            }
            else if (discrepancy.Kind == DiscrepancyKind.CallWithoutDialog)
            {
                _calls.Post(discrepancy.Call, new CallActorInput.Withdraw(WithdrawnBy.Defect, "its dialog is gone", null));
                _repaired("call_without_dialog");
            }
        }
    }
}
