using System.Net;
using System.Security.Cryptography;
using System.Threading.Channels;
using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;
using Gateway.Composition;
using Gateway.Configuration;
using Gateway.Media.Rtp;
using Gateway.Simulator;
using Gateway.Sip.Messages;
using Gateway.Storage.Records;
using Serilog;
using Serilog.Formatting.Compact;

namespace Gateway.Commands.Demo;

/// <summary>
/// The show: a gateway, a far end with a trunk and phones, calls by the timetable of <see cref="DemoCast"/>, the journal told as it grows,
/// and at the end the check of everything (<see cref="DemoReport"/>).
/// </summary>
internal sealed class DemoRun : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PlayLimit = TimeSpan.FromSeconds(45);

    private readonly GatewayConfiguration _configuration;
    private readonly DemoScreen _screen;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _began;
    private readonly DemoStory _story;
    private readonly GatewayService _service;
    private readonly SimulatorHost _farEnd;
    private readonly List<SoftPhone> _phones = [];
    private readonly Channel<JournalEvent> _events = Channel.CreateUnbounded<JournalEvent>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<CallId, DemoCall> _calls = [];
    private readonly Dictionary<int, SimulatedCaller> _callers = [];
    private readonly string _password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-demo-").FullName;

    public DemoRun(GatewayConfiguration sample, DemoScreen screen, TimeProvider time)
    {
        _screen = screen;
        _time = time;
        _began = time.GetUtcNow();
        var (gatewayRtp, farEndRtp, count) = DemoConfiguration.RtpStretches();
        _configuration = DemoConfiguration.Make(sample, _folder, _password, gatewayRtp, count);
        _story = new DemoStory(_configuration);
        _service = new GatewayService(_configuration, LogToFileOnly);
        var pool = new RtpPortPool(IPAddress.Loopback, IPAddress.Loopback, farEndRtp, farEndRtp + count - 1, time, RtpPortPool.CanBind);
        _farEnd = new SimulatorHost(
            IPAddress.Loopback, pool, Voices.Library([.. DemoCast.Agents.Select(a => a.Hertz), .. DemoCast.Calls.Select(c => c.Hertz)]));
    }

    public string Url => _service.Url;

    public IPEndPoint TrunkSide => EndPoint(DemoConfiguration.TrunkSide);

    /// <summary>The gateway runs and every agent's phone is registered.</summary>
    /// <exception cref="TimeoutException">A phone could not register.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        _service.Journal.Committed += OnCommitted;
        await _service.StartAsync();
        _screen.Write(
            "[bold]112 gateway, demo[/]: one installation for four centres in North Sulawesi. "
            + "Callers and agents are simulated; SIP and audio are real.");
        var agentSide = EndPoint(DemoConfiguration.AgentSide);
        _screen.Write($"Page: [underline]{Url}[/]   Metrics: {Url}/metrics   Trunks: sip:{TrunkSide}   Agents: sip:{agentSide}\n");
        foreach (var agent in DemoCast.Agents)
        {
            await RegisterAsync(agent, cancellation);
        }

        var here = DemoCast.Agents.Select(a => _configuration.Agents.First(o => o.Id.Value == a.Id)).ToLookup(a => a.Centre, a => _story.Agent(a.Id.Value));
        var centres = _configuration.Centres.Select(c => $"{_story.Centre(c.Code)}: {string.Join(", ", here[c.Code].DefaultIfEmpty("nobody"))}");
        _screen.Line(Now, null, $"agents are logged in. {string.Join(". ", centres)}");
    }

    /// <summary>Places the calls, waits for their ends, reports.</summary>
    /// <returns>How many things were not as they should be.</returns>
    public async Task<int> PlayAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(PlayLimit);
        var telling = TellAsync();
        var results = DemoCast.Calls.Select(c => PlaceAsync(c, limit.Token)).ToList();
        var late = false;
        try
        {
            await Task.WhenAll(results);
            await UntilRecorded(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            late = true;
        }

        _service.WaitForRecords(TimeSpan.FromSeconds(5));
        _events.Writer.TryComplete();
        await telling;
        var heard = DemoCast.Calls.Zip(results)
            .Where(p => p.Second.IsCompletedSuccessfully)
            .ToDictionary(p => p.First.Number, p => p.Second.Result);
        var report = new DemoReport(_configuration, _story, _service, Records(), heard);
        if (late)
        {
            report.Wrong($"not everything ended within {PlayLimit.TotalSeconds:0} s");
        }

        report.Show(_screen, _folder, Now);
        return report.Faults;
    }

    public async ValueTask DisposeAsync()
    {
        _events.Writer.TryComplete();
        foreach (var phone in _phones)
        {
            phone.Dispose();
        }

        await _service.StopAsync();
        await _service.DisposeAsync();
        _farEnd.Dispose();
    }

    private TimeSpan Now => _time.GetUtcNow() - _began;

    private IPEndPoint EndPoint(string side) => _service.Listeners.First(l => l.Name == side).EndPoint;

    /// <summary>Records by the number of their call in the timetable.</summary>
    private Dictionary<int, CallRecord> Records() =>
        _service.Records.Last(new RecordFilter(1000))
            .Where(r => CallOf(r.AssertedIdentity) is not null)
            .ToDictionary(r => CallOf(r.AssertedIdentity)!.Number);

    private static DemoCall? CallOf(string? identity) =>
        DemoCast.Calls.FirstOrDefault(c => identity?.Contains(c.User, StringComparison.Ordinal) == true);

    private async Task RegisterAsync(DemoAgent agent, CancellationToken cancellation)
    {
        var registered = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var script = new PhoneScript(agent.Id, _password, _farEnd.FlowTo(EndPoint(DemoConfiguration.AgentSide)))
        {
            Domain = _configuration.Domain,
            Voice = Voices.Tone(agent.Hertz),
            Reactions = agent.Reactions,
        };
        _phones.Add(new SoftPhone(_farEnd.Node, script, (_, phoneEvent) =>
        {
            if (phoneEvent is PhoneEvent.Registered or PhoneEvent.RegistrationRefused)
            {
                registered.TrySetResult(phoneEvent == PhoneEvent.Registered);
            }
        }));
        if (!await registered.Task.WaitAsync(StartLimit, _time, cancellation))
        {
            throw new IOException($"the phone of agent {agent.Id} was refused by the registrar");
        }
    }

    private async Task<CallerResult> PlaceAsync(DemoCall call, CancellationToken cancellation)
    {
        await Task.Delay(call.At, _time, cancellation);
        _screen.Line(Now, call.Number, $"[bold]{Spectre.Console.Markup.Escape(call.Scene)}[/]");
        var asserted = $"<sip:{call.User}@operator.invalid;user=phone>";
        List<HeaderField> headers = [new("P-Asserted-Identity", asserted)];
        if (call.AccessNetwork is { } network)
        {
            headers.Add(new HeaderField("P-Access-Network-Info", network));
        }

        var script = new CallerScript($"caller {call.Number}", _farEnd.FlowTo(TrunkSide))
        {
            RequestUri = call.RequestUri,
            From = call.From ?? asserted,
            Headers = headers,
            PidfLo = call.PidfLo,
            Voice = Voices.Tone(call.Hertz),
            HangUpAfter = call.GivesUpAfter,
        };
        var done = new TaskCompletionSource<CallerResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_callers)
        {
            _callers[call.Number] = new SimulatedCaller(_farEnd.Node, script, result => done.TrySetResult(result));
        }

        return await done.Task.WaitAsync(cancellation);
    }

    private async Task UntilRecorded(CancellationToken cancellation)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50), _time);
        do
        {
            _service.WaitForRecords(TimeSpan.FromSeconds(1));
        }
        while (Records() is var records
            && DemoCast.Calls.Any(c => records.GetValueOrDefault(c.Number) is not { IsClosed: true, Recording: not null })
            && await pace.WaitForNextTickAsync(cancellation));
    }

    private void OnCommitted(IReadOnlyList<JournalEvent> events)
    {
        foreach (var journalEvent in events)
        {
            _events.Writer.TryWrite(journalEvent);
        }
    }

    private async Task TellAsync()
    {
        await foreach (var journalEvent in _events.Reader.ReadAllAsync())
        {
            if (journalEvent.Read() is not { } entry)
            {
                continue;
            }

            if (entry is { Call: { } id, Payload: CallReceived received } && CallOf(received.AssertedIdentity) is { } known)
            {
                _calls[id] = known;
            }

            var call = entry.Call is { } ofCall ? _calls.GetValueOrDefault(ofCall) : null;
            if (entry.Payload is Connect && call is { TalkFor: { } talkFor })
            {
                lock (_callers)
                {
                    _callers[call.Number].Post(new PartyInput.HangUp(talkFor));
                }
            }

            if (_story.Tell(entry) is { } line)
            {
                _screen.Line(entry.At - _began, call?.Number, line);
            }
        }
    }

    /// <summary>The screen is the audience's; the gateway's own log lies beside the data.</summary>
    private void LogToFileOnly(WebApplicationBuilder builder) => builder.Services.AddSerilog(
        (_, log) =>
        {
            log.MinimumLevel.Override("Microsoft", Serilog.Events.LogEventLevel.Warning);
            log.WriteTo.File(new CompactJsonFormatter(), Path.Combine(_folder, "gateway.log.json"));
        },
        preserveStaticLogger: true);
}
