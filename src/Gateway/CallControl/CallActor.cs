using Gateway.Acd;
using Gateway.Calls;
using Gateway.Calls.Journal;
using Gateway.Loops;
using Gateway.Media.Engine;
using Gateway.Operations;

namespace Gateway.CallControl;

/// <summary>
/// The owner of one call (B2BUA): feeds <see cref="CallMachine"/> and the leg machines, performs their effects, and turns what comes back
/// into inputs. One loop per call; nothing else touches its state.
/// </summary>
internal sealed partial class CallActor : Loop<CallActorInput>
{
    private static readonly TimeSpan AnswerWaitsForJournal = TimeSpan.FromMilliseconds(50);

    private readonly CallServices _services;
    private readonly Queue<CallInput> _inputs = new();
    private readonly List<JournalEntry> _appends = [];
    private readonly Dictionary<CallTimer, TimerHandle> _timers = [];
    private CallState _state = CallState.Initial;
    private DateTimeOffset _phaseSince;
    private string? _areaName;
    private LocationFound? _location;
    private DateTimeOffset? _connectedAt;

    /// <summary>Appends that the journal has not settled; counted down on its thread.</summary>
    private int _unsettled;
    private bool _answerWaits;
    private bool _answerLate;
    private bool _feeding;
    private volatile CallSummary? _summary;

    public CallActor(CallId call, MediaCallId mediaCall, CallServices services, ILoopScheduler scheduler)
        : base("call", scheduler, capacity: 4096)
    {
        Call = call;
        MediaCall = mediaCall;
        _services = services;
        _phaseSince = services.Now();
    }

    public CallId Call { get; }

    public MediaCallId MediaCall { get; }

    /// <summary>What others may see; null before the first turn. Any thread.</summary>
    public CallSummary? Summary => _summary;

    protected override void On(CallActorInput input)
    {
        switch (input)
        {
            case CallActorInput.Start start:
                Begin(start);
                break;
            case CallActorInput.Resume resume:
                Resume(resume);
                break;
            case CallActorInput.TakeUp:
                Caller(new Legs.LegInput.TakeUp());
                break;
            case CallActorInput.Sip { SipEvent: var sipEvent }:
                OnSip(sipEvent);
                break;
            case CallActorInput.RequestFinished { SipEvent: var finished }:
                OnRequestFinished(finished);
                break;
            case CallActorInput.Media { MediaEvent: var mediaEvent }:
                OnMedia(mediaEvent);
                break;
            case CallActorInput.Acd { AcdEffect: var effect }:
                OnAcd(effect);
                break;
            case CallActorInput.HandoverAsked asked:
                OnHandoverAsked(asked);
                break;
            case CallActorInput.ReplaceAsked asked:
                OnReplaceAsked(asked);
                break;
            case CallActorInput.LegGiven given:
                OnLegGiven(given);
                break;
            case CallActorInput.LegRefused refused:
                OnLegRefused(refused);
                break;
            case CallActorInput.Note { Payload: var payload }:
                Feed(new CallInput.Noted(payload));
                break;
            case CallActorInput.CallTimerFired { Timer: var timer }:
                _timers.Remove(timer);
                Feed(new CallInput.TimerFired(timer));
                break;
            case CallActorInput.LegTimerFired { Offer: var offer, Timer: var timer }:
                OnLegTimer(offer, timer);
                break;
            case CallActorInput.JournalSettled { InTime: var inTime }:
                OnJournalSettled(inTime);
                break;
            case CallActorInput.Recording { Input: var recording }:
                Feed(recording);
                break;
            case CallActorInput.Screening { Input: var screened }:
                Feed(screened);
                break;
            case CallActorInput.Mend:
                Mend();
                break;
            case CallActorInput.Withdraw withdraw:
                WithdrawCall(withdraw);
                break;
        }

        Publish();
    }

    protected override void OnOverflow() =>
        _services.Alarms.Raise("mailbox_overflow", AlarmSeverity.Critical, "a call's mailbox is over its capacity: a defect, its inputs are kept");

    /// <summary>Runs the call machine until nothing is left to be fed; effects may feed further inputs.</summary>
    private void Feed(CallInput input)
    {
        _inputs.Enqueue(input);
        if (_feeding)
        {
            return;
        }

        _feeding = true;
        while (_inputs.TryDequeue(out var next))
        {
            var now = _services.Now();
            var phase = _state.Phase;
            (_state, var effects) = CallMachine.On(_state, next, now);
            if (_state.Phase != phase)
            {
                _phaseSince = now;
            }

            foreach (var effect in effects)
            {
                Perform(effect);
            }

            FlushAppends();
        }

        _feeding = false;
    }

    private void FlushAppends()
    {
        if (_appends.Count == 0)
        {
            return;
        }

        Interlocked.Increment(ref _unsettled);
        _services.Journal.Append([.. _appends], _ =>
        {
            Interlocked.Decrement(ref _unsettled);
            Post(new CallActorInput.JournalSettled(InTime: true));
        });
        _appends.Clear();
    }

    /// <summary>The 200 waits for the journal, but never longer than 50 ms: a slow disk is an alarm, not a lost caller.</summary>
    private void AnswerWhenSettled()
    {
        FlushAppends();
        if (Volatile.Read(ref _unsettled) == 0 || _answerLate)
        {
            AnswerNow();
        }
        else if (!_answerWaits)
        {
            _answerWaits = true;
            StartTimer(AnswerWaitsForJournal, new CallActorInput.JournalSettled(InTime: false));
        }
    }

    private void OnJournalSettled(bool inTime)
    {
        // A long turn of this call can meet timer and commit at once: what counts is whether the journal is behind.
        var behind = Volatile.Read(ref _unsettled) > 0;
        if (!_answerWaits || (inTime && behind))
        {
            return;
        }

        _answerWaits = false;
        if (behind)
        {
            _answerLate = true;
            _services.JournalLate();
            _services.Alarms.Raise("journal_late", AlarmSeverity.Warning, "a 200 left before the journal's commit: look at the disk of the data folder");
        }

        AnswerNow();
    }

    private void Publish()
    {
        if (_state.Facts is not { } facts)
        {
            return;
        }

        _summary = new CallSummary(
            Call,
            _state.Phase,
            facts.ReceivedAt,
            _phaseSince,
            _location?.AreaCode,
            _areaName,
            _location?.DecidedBy,
            _state.Offer?.Queue ?? _state.Queue,
            _state.Offer?.Agent,
            facts.Trunk,
            facts.Caller.Number ?? facts.Caller.DisplayName,
            _callerUsage)
        {
            VoiceHeard = _state.VoiceHeard,
            Keys = _state.Keys,
            AudioSince = _audioSince,
            Centre = _centre,
            IsRecorded = facts.Recorded,
            RecordingPausedAt = _state.Pause?.Since,
            Score = _state.Score,
            Group = _state.Group,
            Mos = WorstMos(),
        };
        TellScreening();
    }

    /// <summary>The call is over for everybody.</summary>
    private void Leave()
    {
        TellScreening(isOver: true);
        _services.Calls.Remove(this);
        foreach (var usage in _usages)
        {
            _services.Calls.Disown(usage);
        }

        Dispose();
    }
}
