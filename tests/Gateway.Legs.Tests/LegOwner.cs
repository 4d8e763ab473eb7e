using System.Net;
using Gateway.Loops;
using Gateway.Sip;
using Gateway.Sip.Diagnostics;
using Gateway.Sip.Messages;
using Gateway.Sip.Transport;

namespace Gateway.Legs.Tests;

/// <summary>A stack on the virtual network whose one user owns one leg, as a call's owner would: a mailbox of its own, so that everything can cross.</summary>
internal sealed class LegOwner : Loop<object>, ISipUser
{
    private readonly Dictionary<LegTimer, TimerHandle> _timers = [];
    private readonly SeededSipIds _ids;
    private readonly SipMetrics _metrics = new();

    public LegOwner(string name, string address, SeededScheduler scheduler, VirtualNetwork network, int seed, SipOptions? options = null)
        : base(name, scheduler)
    {
        _ids = new SeededSipIds(seed);
        Address = new IPEndPoint(IPAddress.Parse(address), 5060);
        Stack = new SipStack(
            options ?? new SipOptions(), scheduler, [network.NewTransport(new SipListener("net", SipTransportKind.Udp, Address))], this, _ids, _metrics);
        Stack.Start();
    }

    public IPEndPoint Address { get; }

    public SipStack Stack { get; }

    public LegState? State { get; private set; }

    public List<LegEvent> Told { get; } = [];

    public List<string> Counted { get; } = [];

    public (int Transactions, int Dialogs, long Faults) Left => ((int)_metrics.Transactions, (int)_metrics.Dialogs, _metrics.Faults + Faults);

    /// <summary>The next INVITE begins a caller's leg here.</summary>
    public void OnEvent(SipEvent sipEvent) => Post(new LegInput.Sip(sipEvent));

    public SourceVerdict Judge(SipRequest request, SipFlow flow) => SourceVerdict.Accept;

    /// <param name="input">A <see cref="LegInput"/>, or an <see cref="AgentLegStart"/> to call the other side.</param>
    protected override void On(object input)
    {
        IReadOnlyList<LegEffect> effects = [];
        (State, effects) = (State, input) switch
        {
            (null, AgentLegStart start) => AgentLegMachine.Start(start, _ids),
            (null, LegInput.Sip { Event: SipEvent.InviteReceived invite }) =>
                CallerLegMachine.Start(new CallerLegStart(invite.Usage, invite.Request, Wire.Call, Wire.Leg, Wire.Ports), _ids),
            (CallerLegState caller, LegInput any) => CallerLegMachine.On(caller, any, _ids),
            (AgentLegState agent, LegInput any) => AgentLegMachine.On(agent, any, _ids),
            _ => (State, effects),
        };
        Perform(effects);
    }

    protected override void OnFault(object input, Exception fault) => throw new InvalidOperationException($"{input}", fault);

    protected override void Dispose(bool disposing)
    {
        Stack.Dispose();
        _metrics.Dispose();
        base.Dispose(disposing);
    }

    private void Perform(IReadOnlyList<LegEffect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case LegEffect.SendSip sip:
                    Stack.Post(sip.Command);
                    break;
                case LegEffect.StartTimer start:
                    _timers[start.Timer] = StartTimer(start.After, new LegInput.TimerFired(start.Timer));
                    break;
                case LegEffect.StopTimer stop when _timers.Remove(stop.Timer, out var handle):
                    StopTimer(handle);
                    break;
                case LegEffect.Tell tell:
                    Told.Add(tell.Event);
                    break;
                case LegEffect.Counted counted:
                    Counted.Add(counted.What);
                    break;
            }
        }
    }
}
