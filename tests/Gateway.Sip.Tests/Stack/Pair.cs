using System.Net;
using Gateway.Loops;
using Gateway.Sip.Diagnostics;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Tests.Stack;

/// <summary>Two stacks, Alice and Bob, on one virtual network in virtual time.</summary>
public sealed class Pair : IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 11, 25, 0, 0, 0, TimeSpan.Zero);
    public static readonly SipBody Offer = new("application/sdp", "v=0\r\n"u8.ToArray());
    private readonly List<SipMetrics> _metrics = [];
    private long _calls = 1_000_000;

    private readonly SipOptions _options;

    public Pair(
        int seed = 1, NetworkConditions? conditions = null, SipTransportKind transport = SipTransportKind.Udp, bool flowSticky = true,
        SipOptions? options = null)
    {
        _options = options ?? new SipOptions();
        Scheduler = new SeededScheduler(seed, Start);
        Network = new VirtualNetwork(Scheduler, seed, conditions);
        Transport = transport;
        AliceStack = NewStack(Alice, "192.0.2.1", seed * 3, flowSticky);
        BobStack = NewStack(Bob, "192.0.2.2", (seed * 3) + 1, flowSticky);
        Network.Arrived = packet =>
        {
            if (SipParser.TryParse(packet.Bytes, SipLimits.Default, out var message, out _))
            {
                Trace.Add((Scheduler.Time.GetElapsedTime(0), packet.To, message!));
            }
        };
    }

    public SeededScheduler Scheduler { get; }

    public VirtualNetwork Network { get; }

    public SipTransportKind Transport { get; }

    public ScriptedUser Alice { get; } = new();

    public ScriptedUser Bob { get; } = new();

    public SipStack AliceStack { get; }

    public SipStack BobStack { get; }

    public SipMetrics AliceMetrics => _metrics[0];

    public SipMetrics BobMetrics => _metrics[1];

    /// <summary>Every message that arrived: when, where, what.</summary>
    public List<(TimeSpan At, IPEndPoint To, SipMessage Message)> Trace { get; } = [];

    public static IPEndPoint AliceAddress { get; } = IPEndPoint.Parse("192.0.2.1:5060");

    public static IPEndPoint BobAddress { get; } = IPEndPoint.Parse("192.0.2.2:5060");

    public SipFlow ToBob => new("net", Transport, AliceAddress, BobAddress);

    public SipFlow ToAlice => new("net", Transport, BobAddress, AliceAddress);

    public static RequestSpec CallBob(IReadOnlyList<HeaderField>? headers = null) => new(
        SipUri.Parse("sip:112@192.0.2.2"), NameAddress.Parse("<sip:alice@192.0.2.1>"), NameAddress.Parse("<sip:112@192.0.2.2>"), headers, Offer);

    public SipStack NewStack(ScriptedUser user, string address, int seed, bool flowSticky = true)
    {
        var metrics = new SipMetrics();
        _metrics.Add(metrics);
        var listener = new SipListener("net", Transport, new IPEndPoint(IPAddress.Parse(address), 5060), FlowSticky: flowSticky);
        var stack = new SipStack(_options, Scheduler, [Network.NewTransport(listener)], user, new SeededSipIds(seed), metrics);
        user.Stack = stack;
        stack.Start();
        return stack;
    }

    /// <summary>Lets the network and all timers run for that long.</summary>
    public void Run(double seconds) => Scheduler.RunUntil(Scheduler.Time.GetElapsedTime(0) + TimeSpan.FromSeconds(seconds));

    public void RunUntil(Func<bool> condition, double atMostSeconds = 120) =>
        Assert.True(Scheduler.RunUntil(Scheduler.Time.GetElapsedTime(0) + TimeSpan.FromSeconds(atMostSeconds), condition), "did not happen in time");

    /// <summary>Alice calls; Bob answers at once with 200 unless his script says otherwise.</summary>
    public UsageId Call()
    {
        var usage = new UsageId(++_calls);
        AliceStack.Post(new SipCommand.Invite(usage, CallBob(), ToBob));
        return usage;
    }

    /// <summary>Bob answers INVITEs and everything else with 200.</summary>
    public static void AnswerAll(ScriptedUser user) => user.Script = e =>
    {
        switch (e)
        {
            case SipEvent.InviteReceived invite:
                user.Stack.Post(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(200, Body: Offer)));
                break;
            case SipEvent.ReinviteReceived reinvite:
                user.Stack.Post(new SipCommand.Respond(reinvite.Id, new ResponseSpec(200, Body: Offer)));
                break;
            case SipEvent.InDialogRequest request:
                user.Stack.Post(new SipCommand.Respond(request.Id, new ResponseSpec(200)));
                break;
            case SipEvent.RequestReceived request:
                user.Stack.Post(new SipCommand.Respond(request.Id, new ResponseSpec(200)));
                break;
        }
    };

    /// <summary>Arrived requests of that method, in order.</summary>
    public IEnumerable<SipRequest> Requests(SipMethod method) => Trace.Select(t => t.Message).OfType<SipRequest>().Where(r => r.Is(method));

    /// <summary>Arrived responses with that status to that method, in order.</summary>
    public IEnumerable<SipResponse> Responses(int status, SipMethod method) =>
        Trace.Select(t => t.Message).OfType<SipResponse>().Where(r => r.StatusCode == status && r.CSeq.Method == method);

    /// <summary>When requests or responses for which it holds arrived, in seconds from the first.</summary>
    public double[] Times(Func<SipMessage, bool> which)
    {
        var at = Trace.Where(t => which(t.Message)).Select(t => t.At).ToArray();
        return [.. at.Select(t => Math.Round((t - at[0]).TotalSeconds, 2))];
    }

    /// <summary>Calls with further header lines, with or without an offer.</summary>
    public UsageId Call(IReadOnlyList<HeaderField> headers, bool withOffer = true)
    {
        var usage = new UsageId(++_calls);
        AliceStack.Post(new SipCommand.Invite(usage, withOffer ? CallBob(headers) : CallBob(headers) with { Body = null }, ToBob));
        return usage;
    }

    /// <summary>A confirmed call, with Alice's and Bob's usage.</summary>
    public (UsageId Alice, UsageId Bob) Connect()
    {
        AnswerAll(Bob);
        var usage = Call();
        RunUntil(() => Bob.Count<SipEvent.Acknowledged>() > 0);
        return (usage, Bob.Only<SipEvent.InviteReceived>().Usage);
    }

    /// <summary>Everything ends: after the longest timers no transaction and no usage is left anywhere.</summary>
    public void AssertNothingLeft()
    {
        Run(150);
        foreach (var metrics in _metrics)
        {
            Assert.Equal((0, 0, 0), (metrics.Transactions, metrics.Dialogs, metrics.Faults));
        }
    }

    public int Arrivals(SipMethod method) => Trace.Count(t => t.Message is SipRequest request && request.Is(method));

    public void Dispose()
    {
        AliceStack.Dispose();
        BobStack.Dispose();
        Network.Dispose();
        _metrics.ForEach(m => m.Dispose());
    }
}
