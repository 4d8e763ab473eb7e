using CsCheck;
using Gateway.Loops;
using Gateway.Media.Sdp;
using Gateway.Sip;
using Gateway.Sip.Messages;
using Gateway.Sip.Transport;

namespace Gateway.Legs.Tests;

/// <summary>An agent's leg calls a caller's leg over two real stacks in virtual time: what each thinks must fit what the other thinks.</summary>
public sealed class LegsOnWireTests
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(20);

    private static readonly Gen<(int At, LegInput Input)> CallerActs = Gen.Select(Gen.Int[0, 400], Gen.OneOf<LegInput>(
        new LegInput.Ring(), new LegInput.EarlyMedia(), new LegInput.Answer(), new LegInput.Refuse(486), new LegInput.Refuse(603), new LegInput.HangUp()));

    private static readonly Gen<(int At, LegInput Input)> AgentActs = Gen.Select(Gen.Int[0, 400], Gen.OneOf<LegInput>(
        new LegInput.Withdraw(), new LegInput.HangUp(), Wire.Heard(), Wire.Silent(5)));

    [Fact]
    public void A_plain_call_rings_is_answered_probed_and_ended()
    {
        using var call = new WireCall(1, new NetworkConditions(Latency));
        call.Run(0.2);
        call.Caller.Post(new LegInput.Ring());
        call.Run(1);
        call.Caller.Post(new LegInput.Answer());
        call.Run(6);

        // Nothing was heard: 1 s of grace, then the probe after 3 s, which the other side answered.
        Assert.Equal(
            ["Ringing", "Answered", "Confirmed", "MediaConnected"],
            call.Agent.Told.Select(e => e.GetType().Name));
        Assert.False(call.Agent.State!.IsEnded);
        Assert.Equal(CallerLegPhase.Confirmed, ((CallerLegState)call.Caller.State!).Phase);
        Assert.Equal((IPEndPointOf(call.Agent), IPEndPointOf(call.Caller)), ("203.0.113.5:20000", "203.0.113.5:20000"));
        call.Agent.Post(new LegInput.HangUp("Q.850;cause=16"));
        call.Run(150);
        Assert.Equal(CallerEnding.HungUp, Assert.IsType<LegEvent.CallerEnded>(call.Caller.Told[^1]).Cause);
        call.CheckOver();
    }

    [Fact]
    public void The_INVITE_to_an_agent_with_all_that_it_may_say_is_shorter_than_1300_bytes_on_the_wire()
    {
        var scheduler = new SeededScheduler(1, new DateTimeOffset(2026, 11, 25, 0, 0, 0, TimeSpan.Zero));
        using var network = new VirtualNetwork(scheduler, 1);
        var size = 0;
        network.Arrived = packet => size = Math.Max(size, packet.Bytes.Length);
        var options = new SipOptions { SessionTimers = new SessionTimerOptions { Interval = SessionTimerOptions.DefaultInterval } };
        using var gateway = new LegOwner("gateway", "192.0.2.1", scheduler, network, 1, options);
        var invite = AgentLeg.Invite with
        {
            AssertedIdentity = SipUri.Parse("sip:+6281234567890@ims.mnc010.mcc510.3gppnetwork.org"),
            EmergencyCallId = "urn:emergency:uid:callid:01j9zk3v7q8w5x2y4t6r:manado.112.example.id",
            EmergencyIncidentId = "urn:emergency:uid:incidentid:01j9zk3v7q8w5x2y4t6r:manado.112.example.id",
            AutoAnswer = true,
        };
        var flow = new SipFlow("net", SipTransportKind.Udp, gateway.Address, new(System.Net.IPAddress.Parse("192.0.2.2"), 5060));
        gateway.Post(new AgentLegStart(
            Wire.Call, Wire.Leg, Wire.Ports, [new AgentBinding(SipUri.Parse("sip:agent1@192.0.2.2:5060;transport=udp;ob"), flow)], invite,
            AgentLegStart.DefaultRingTimeout));
        scheduler.RunUntil(TimeSpan.FromSeconds(0.1));
        Assert.InRange(size, 800, 1299);
    }

    [Fact]
    public void A_phone_that_never_answers_is_cancelled_after_the_ring_timeout()
    {
        using var call = new WireCall(1, new NetworkConditions(Latency));
        call.Run(0.2);
        call.Caller.Post(new LegInput.Ring());
        call.Run(150);
        Assert.Equal(AgentFailure.NoAnswer, Assert.IsType<LegEvent.OfferFailed>(call.Agent.Told[^1]).Cause);
        Assert.Equal(CallerEnding.Cancelled, Assert.IsType<LegEvent.CallerEnded>(call.Caller.Told[^1]).Cause);
        call.CheckOver();
    }

    [Fact]
    public void A_phone_that_is_gone_is_skipped_after_2_s()
    {
        using var call = new WireCall(1, new NetworkConditions(Latency, Loss: 1));
        call.Run(2.5);
        Assert.Equal(AgentFailure.Unregistered, Assert.IsType<LegEvent.OfferFailed>(call.Agent.Told[^1]).Cause);
        call.Run(150);
        call.CheckOver();
    }

    [Fact]
    public void Whatever_both_sides_do_whenever_they_do_it_both_legs_end_once_and_nothing_is_left() =>
        Gen.Select(Gen.Int[1, 1_000_000], CallerActs.Array[0, 4], AgentActs.Array[0, 3], Gen.OneOf(0.0, 0.0, 0.2)).Sample(
            (seed, callerActs, agentActs, loss) =>
            {
                using var call = new WireCall(seed, new NetworkConditions(Latency, Latency, loss, loss / 2));
                var acts = callerActs.Select(a => (a.At, call.Caller, a.Input)).Concat(agentActs.Select(a => (a.At, call.Agent, a.Input)));
                foreach (var (at, owner, input) in acts.OrderBy(a => a.At))
                {
                    call.RunTo(at / 100.0);
                    owner.Post(input);
                }

                call.Run(20);
                call.Agent.Post(new LegInput.HangUp());
                call.Run(1);
                call.Caller.Post(new LegInput.HangUp());
                call.Run(200);
                call.CheckOver();
                if (loss == 0)
                {
                    call.CheckAgreement();
                }
            },
            print: t => $"seed {t.Item1}, loss {t.Item4}, caller {Print(t.Item2)}, agent {Print(t.Item3)}",
            iter: 300);

    private static string Print((int At, LegInput Input)[] acts) => string.Join(" ", acts.OrderBy(a => a.At).Select(a => $"{a.At}:{a.Input.GetType().Name}"));

    private static string? IPEndPointOf(LegOwner owner) => owner.State?.Media.Format?.RemoteRtp?.ToString();

    private sealed class WireCall : IDisposable
    {
        private readonly SeededScheduler _scheduler;
        private readonly VirtualNetwork _network;

        public WireCall(int seed, NetworkConditions conditions)
        {
            _scheduler = new SeededScheduler(seed, new DateTimeOffset(2026, 11, 25, 0, 0, 0, TimeSpan.Zero));
            _network = new VirtualNetwork(_scheduler, seed, conditions);
            Caller = new LegOwner("caller", "192.0.2.1", _scheduler, _network, seed);
            Agent = new LegOwner("agent", "192.0.2.2", _scheduler, _network, seed + 1);
            var flow = new SipFlow("net", SipTransportKind.Udp, Agent.Address, Caller.Address);
            Agent.Post(new AgentLegStart(
                Wire.Call, Wire.Leg, Wire.Ports, [new AgentBinding(SipUri.Parse("sip:agent@192.0.2.1"), flow)], AgentLeg.Invite,
                AgentLegStart.DefaultRingTimeout));
        }

        public LegOwner Caller { get; }

        public LegOwner Agent { get; }

        public void Run(double seconds) => _scheduler.RunUntil(_scheduler.Time.GetElapsedTime(0) + TimeSpan.FromSeconds(seconds));

        public void RunTo(double second) => _scheduler.RunUntil(TimeSpan.FromSeconds(second));

        public void CheckOver()
        {
            Assert.Single(Agent.Told, e => e is LegEvent.OfferFailed or LegEvent.AgentEnded);
            if (Caller.State is not null)
            {
                Assert.Single(Caller.Told, e => e is LegEvent.CallerEnded);
            }

            Assert.Equal((0, 0, 0), Agent.Left);
            Assert.Equal((0, 0, 0), Caller.Left);
        }

        /// <summary>Without loss both sides tell the same story.</summary>
        public void CheckAgreement()
        {
            var caller = Assert.IsType<LegEvent.CallerEnded>(Caller.Told[^1]).Cause;
            var story = (Agent.Told[^1], caller) switch
            {
                (LegEvent.OfferFailed { Cause: AgentFailure.Busy or AgentFailure.Declined or AgentFailure.Unregistered }, CallerEnding.Refused) => true,
                (LegEvent.OfferFailed { Cause: AgentFailure.NoAnswer }, CallerEnding.Cancelled or CallerEnding.HungUp) => true,

                // One side gave up while the other's act was on its way.
                (LegEvent.OfferFailed or LegEvent.AgentEnded { Cause: AgentEnding.Withdrawn }, CallerEnding.Refused or CallerEnding.Released) => true,
                (LegEvent.AgentEnded { Cause: AgentEnding.Withdrawn }, CallerEnding.Cancelled or CallerEnding.HungUp) => true,
                (LegEvent.AgentEnded { Cause: AgentEnding.Released }, CallerEnding.HungUp or CallerEnding.Released) => true,
                (LegEvent.AgentEnded { Cause: AgentEnding.HungUp or AgentEnding.Lost }, CallerEnding.Released) => true,
                _ => false,
            };
            Assert.True(story, $"agent: {Agent.Told[^1]}, caller: {caller}");
        }

        public void Dispose()
        {
            Agent.Dispose();
            Caller.Dispose();
            _network.Dispose();
        }
    }
}
