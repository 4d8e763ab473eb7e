using System.Collections.Concurrent;
using System.Globalization;
using Gateway.Sip.Messages;

namespace Gateway.Simulator.Load;

/// <summary>
/// A load generator: callers at a steady pace and, if wished, the agents who answer them. Each caller has a number of its own, by which the
/// agent's phone tells whose call it answered. One run per object.
/// </summary>
public sealed class LoadRun
{
    private const int CallerHertz = 440;
    private const int AgentHertz = 700;
    private static readonly TimeSpan RegisterLimit = TimeSpan.FromSeconds(35);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private readonly LoadPlan _plan;
    private readonly SimulatorHost _host;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, Caller> _callers = new();
    private readonly ConcurrentQueue<LoadCall> _ended = new();
    private readonly List<SoftPhone> _phones = [];
    private readonly TaskCompletionSource _allEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _placed;
    private int _talking;
    private int _failed;
    private int _left;

    /// <param name="host">With the voices of <see cref="VoiceHertz"/>.</param>
    public LoadRun(LoadPlan plan, SimulatorHost host, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _plan = plan;
        _host = host;
        _time = time;
    }

    /// <summary>Tones that the host's library must have.</summary>
    public static IReadOnlyList<int> VoiceHertz { get; } = [CallerHertz, AgentHertz];

    public LoadProgress Progress
    {
        get
        {
            var (placed, talking, ended, failed) = (Volatile.Read(ref _placed), Volatile.Read(ref _talking), _ended.Count, Volatile.Read(ref _failed));
            return new LoadProgress(placed, Math.Max(0, placed - ended - talking), talking, ended - failed, failed);
        }
    }

    /// <summary>Registers the agents' phones.</summary>
    /// <returns>What is wrong with whom; empty: all are registered.</returns>
    public async Task<IReadOnlyList<string>> RegisterAsync(CancellationToken cancellation)
    {
        var flow = _host.FlowTo(_plan.AgentsAt ?? _plan.Trunk, _plan.Transport, _plan.PeerName);
        var asked = _plan.Agents.Select(agent =>
        {
            var done = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
            var script = new PhoneScript(agent.Id, agent.Password, flow)
            {
                Domain = flow.Remote.Address.ToString(),
                Voice = _plan.Audio ? Voices.Tone(AgentHertz) : null,
                Reactions = [new Reaction.Answer(_plan.Ring)],
                Prack = _plan.Prack,
            };
            _phones.Add(new SoftPhone(_host.Node, script, (phone, phoneEvent) =>
            {
                switch (phoneEvent)
                {
                    case PhoneEvent.Registered:
                        done.TrySetResult(null);
                        break;
                    case PhoneEvent.RegistrationRefused:
                        done.TrySetResult($"agent {phone.User}: REGISTER to {flow.Remote} got {phone.RegistrationStatus}");
                        break;
                    case PhoneEvent.Unregistered:
                        Interlocked.Increment(ref _left);
                        break;
                    case PhoneEvent.Answered:
                        OnAgentAnswered(phone);
                        break;
                }
            }));
            return done.Task;
        }).ToList();
        var answers = await Task.WhenAll(asked).WaitAsync(RegisterLimit, _time, cancellation);
        return [.. answers.OfType<string>()];
    }

    /// <summary>Places all calls and waits for their ends. When cancelled, hangs up what is left and counts it as failed.</summary>
    public async Task<LoadSummary> RunAsync(CancellationToken cancellation)
    {
        var began = _time.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_plan.Longest);
        try
        {
            using var pace = new PeriodicTimer(Tick, _time);
            while (_placed < _plan.Calls)
            {
                var due = Math.Min(_plan.Calls, 1 + (int)(_time.GetElapsedTime(began).TotalSeconds * _plan.CallsPerSecond));
                while (_placed < due)
                {
                    Place(_placed + 1);
                }

                await pace.WaitForNextTickAsync(limit.Token);
            }

            await _allEnded.Task.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            await HangUpAllAsync();
        }

        return new LoadSummary([.. _ended], _time.GetElapsedTime(began));
    }

    /// <summary>Ends the registrations, so that nobody is offered a call in vain. Gives up after a second.</summary>
    public async Task UnregisterAsync()
    {
        foreach (var phone in _phones)
        {
            phone.Post(new PartyInput.Unregister());
        }

        using var pace = new PeriodicTimer(Tick, _time);
        for (var patience = TimeSpan.FromSeconds(1); Volatile.Read(ref _left) < _phones.Count && patience > TimeSpan.Zero; patience -= Tick)
        {
            await pace.WaitForNextTickAsync();
        }
    }

    private void Place(int number)
    {
        // Mobile numbers of Indonesia, so that no rule of the gateway takes them for something else.
        var user = string.Create(CultureInfo.InvariantCulture, $"+628120{number:0000000}");
        var from = $"<sip:{user}@operator.invalid;user=phone>";
        var served = _plan.Agents.Count == 0;
        var script = new CallerScript(user, _host.FlowTo(_plan.Trunk, _plan.Transport, _plan.PeerName))
        {
            RequestUri = _plan.RequestUri,
            From = from,
            Headers = [new HeaderField("P-Asserted-Identity", from), .. _plan.Headers],
            Prack = _plan.Prack,
            Voice = _plan.Audio ? Voices.Tone(CallerHertz) : null,
            CancelAfter = _plan.Timeout,
            HangUpAfter = served ? _plan.Hold : _plan.Timeout,
        };
        var caller = new Caller(_time.GetTimestamp());
        _callers[user] = caller;
        Interlocked.Increment(ref _placed);
        caller.Party = new SimulatedCaller(_host.Node, script, result => OnEnded(user, caller, result));
    }

    private void OnAgentAnswered(SoftPhone phone)
    {
        if (phone.Caller is { } user && _callers.TryGetValue(user, out var caller) && caller.AnsweredAt is null)
        {
            caller.AnsweredAt = _time.GetTimestamp();
            Interlocked.Increment(ref _talking);
            caller.Party?.Post(new PartyInput.HangUp(_plan.Hold));
        }
    }

    private void OnEnded(string user, Caller caller, CallerResult result)
    {
        TimeSpan? wait = _plan.Agents.Count == 0 ? result.AnswerTime
            : caller.AnsweredAt is { } at ? _time.GetElapsedTime(caller.PlacedAt, at)
            : null;
        var failure = result switch
        {
            { StatusCode: 0 } => "no RTP ports left here",
            { StatusCode: not (200 or 487) } => $"status {result.StatusCode}",
            _ when wait is null => "not answered in time",
            { EndedBy: EndedBy.Gateway } when _plan.Agents.Count > 0 => "ended by the gateway",
            { SessionExpired: true } => "session expired",
            { ReliableResponses: 0 } when _plan.Prack => "no reliable provisional response",
            { Statistics.PacketsReceived: 0 } when _plan.Audio => "answered, but silent",
            _ => null,
        };
        if (caller.AnsweredAt is not null)
        {
            Interlocked.Decrement(ref _talking);
        }

        if (failure is not null)
        {
            Interlocked.Increment(ref _failed);
        }

        _callers.TryRemove(user, out _);
        _ended.Enqueue(new LoadCall(wait, failure, result));
        if (_ended.Count == _plan.Calls)
        {
            _allEnded.TrySetResult();
        }
    }

    private async Task HangUpAllAsync()
    {
        foreach (var caller in _callers.Values)
        {
            caller.Party?.Post(new PartyInput.HangUp());
        }

        using var pace = new PeriodicTimer(Tick, _time);
        for (var patience = TimeSpan.FromSeconds(5); !_callers.IsEmpty && patience > TimeSpan.Zero; patience -= Tick)
        {
            await pace.WaitForNextTickAsync();
        }
    }

    /// <summary>Written by the runner, then by the agents' loop.</summary>
    private sealed class Caller(long placedAt)
    {
        private long _answeredAt = -1;

        public long PlacedAt => placedAt;

        public long? AnsweredAt
        {
            get => Interlocked.Read(ref _answeredAt) is var at && at < 0 ? null : at;
            set => Interlocked.Exchange(ref _answeredAt, value ?? -1);
        }

        public SimulatedCaller? Party { get; set; }
    }
}
