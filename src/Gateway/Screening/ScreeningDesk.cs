using Gateway.Acd;
using Gateway.CallControl;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;
using Gateway.Calls.Screening;
using Gateway.Calls.Surge;
using Gateway.Loops;
using Gateway.Operations;

namespace Gateway.Screening;

/// <summary>
/// The one owner of <see cref="ScreeningBoard"/>: hears of calls from their actors, of their ends and labels from the journal, and tells the ACD and
/// the actors. Whatever happens here, calls go on as they would without it.
/// </summary>
internal sealed class ScreeningDesk : Loop<ScreeningDesk.Input>
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Services _services;
    private readonly ScreeningBoard _board;
    private bool _ticking;
    private volatile IReadOnlyList<(IncidentGroup Group, int Waiting)> _incidents = [];

    public ScreeningDesk(ILoopScheduler scheduler, Services services)
        : base("screening", scheduler)
    {
        _services = services;
        _board = new ScreeningBoard(services.Options);
    }

    /// <summary>What the desk works with; every member is thread-safe.</summary>
    internal sealed record Services(
        Func<string, ScreeningOptions> Options, Func<DateTimeOffset> Now, Action<AcdEvent> Acd, CallTable Calls, AlarmBoard Alarms);

    internal abstract record Input
    {
        private Input()
        {
        }

        internal sealed record Seen(SeenCall Call) : Input;

        internal sealed record Ended(CallRecord Record) : Input;

        internal sealed record Labelled(CallId Call, JournalPayload Payload) : Input;

        internal sealed record Acknowledge(string Group, string By, Action<int?> Answer) : Input;

        internal sealed record Tick : Input;
    }

    /// <summary>Present incidents, largest first, each with its waiting callers. Any thread; at most a second old.</summary>
    public IReadOnlyList<(IncidentGroup Group, int Waiting)> Incidents => _incidents;

    /// <summary>From a call's actor, when something of it changed. Any thread.</summary>
    public void Seen(SeenCall call) => Post(new Input.Seen(call));

    /// <summary>Plays the acknowledgement to the waiting callers of an incident.</summary>
    /// <param name="answer">How many; null: there is no such incident. Called on the desk's loop, must not block.</param>
    public void Acknowledge(string group, string by, Action<int?> answer) => Post(new Input.Acknowledge(group, by, answer));

    /// <summary>What ended before this start, in any order.</summary>
    public void Restore(IEnumerable<CallRecord> records)
    {
        foreach (var record in records.OrderBy(r => r.ReceivedAt).ThenBy(r => r.Call.Value, StringComparer.Ordinal))
        {
            Post(new Input.Ended(record));
        }
    }

    /// <summary>A call has its whole record. Any thread.</summary>
    public void Ended(CallRecord record) => Post(new Input.Ended(record));

    /// <summary>On the journal's thread.</summary>
    public void OnCommitted(IReadOnlyList<JournalEvent> events)
    {
        foreach (var journalEvent in events)
        {
            if (journalEvent is { Call: { } call, Name: nameof(CallLabelled) or nameof(LabelReversed) or nameof(BlockApproved) or nameof(BlockLifted) } && journalEvent.Read() is { } entry)
            {
                Post(new Input.Labelled(call, entry.Payload));
            }
        }
    }

    protected override void On(Input input)
    {
        var now = _services.Now();
        switch (input)
        {
            case Input.Seen { Call: var call }:
                Perform(_board.Seen(call, now));
                break;
            case Input.Ended { Record: var record }:
                _board.History.Add(record, now);
                break;
            case Input.Labelled { Call: var call, Payload: CallLabelled label }:
                _board.History.Label(call, label.Label, label.ExpiresAt);
                break;
            case Input.Labelled { Call: var call, Payload: BlockApproved approved }:
                _board.History.Block(call, approved.Until);
                break;
            case Input.Labelled { Call: var call, Payload: BlockLifted }:
                _board.History.Block(call, default);
                break;
            case Input.Labelled { Call: var call }:
                _board.History.Unlabel(call);
                break;
            case Input.Acknowledge { Group: var group, By: var by, Answer: var answer }:
                var effects = _board.Acknowledge(group, by, now);
                Perform(effects ?? []);
                answer(effects?.Count);
                break;
            case Input.Tick:
                _ticking = false;
                Perform(_board.Tick(now));
                _incidents = _board.Incidents(now);
                break;
        }

        if (!_ticking && (_board.Count > 0 || _incidents.Count > 0))
        {
            _ticking = true;
            StartTimer(Second, new Input.Tick());
        }
    }

    protected override void OnFault(Input input, Exception fault) =>
        _services.Alarms.Raise(
            "screening_defect", AlarmSeverity.Critical, $"screening failed on {input.GetType().Name}, calls go on without it: {fault}");

    private void Perform(IReadOnlyList<ScreeningEffect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case ScreeningEffect.SetPenalty set:
                    _services.Acd(new AcdEvent.SetPenalty(set.Call, set.Penalty));
                    break;
                case ScreeningEffect.Tell tell:
                    _services.Calls.Post(tell.Call, new CallActorInput.Screening(tell.Input));
                    break;
            }
        }
    }
}
