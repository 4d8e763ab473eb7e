using Gateway.Media.Engine;
using Gateway.Media.Sdp;
using Gateway.Sip;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;

namespace Gateway.Legs.Tests;

/// <summary>An agent's leg under test. Phones are numbered from 0; their usages are 101, 102, ….</summary>
internal sealed class AgentLeg
{
    private readonly SequentialIds _ids = new();

    public AgentLeg(int phones = 1, AgentInvite? invite = null, LocalSrtp? srtp = null)
    {
        var bindings = Enumerable.Range(0, phones).Select(i => new AgentBinding(SipUri.Parse($"sip:a{i}@192.0.2.{20 + i}:5060"), Wire.Flow));
        (State, Last) = AgentLegMachine.Start(
            new AgentLegStart(Wire.Call, Wire.Leg, Wire.Ports, [.. bindings], invite ?? Invite, AgentLegStart.DefaultRingTimeout) { Srtp = srtp }, _ids);
        Record();
    }

    public static AgentInvite Invite { get; } =
        new(NameAddress.Parse("<sip:+6281234567890@203.0.113.5>"), NameAddress.Parse("<sip:agent1@203.0.113.5>"));

    public AgentLegState State { get; private set; }

    public IReadOnlyList<LegEffect> Last { get; private set; }

    public List<LegEffect> All { get; } = [];

    /// <summary>Timers that are neither stopped nor fired.</summary>
    public HashSet<LegTimer> Running { get; } = [];

    public IEnumerable<LegEvent> Told => Last.OfType<LegEffect.Tell>().Select(t => t.Event);

    public IEnumerable<LegEvent> Ends =>
        All.OfType<LegEffect.Tell>().Select(t => t.Event).Where(e => e is LegEvent.OfferFailed or LegEvent.AgentEnded);

    public IEnumerable<SipCommand> Sent => Last.OfType<LegEffect.SendSip>().Select(s => s.Command);

    public IEnumerable<MediaCommand> Media => Last.OfType<LegEffect.SendMedia>().Select(s => s.Command);

    public IEnumerable<string> Counted => Last.OfType<LegEffect.Counted>().Select(c => c.What);

    public static UsageId Phone(int index) => new(101 + index);

    public static SipEvent Provisional(int status, int phone = 0) => new SipEvent.Provisional(Phone(phone), Wire.Response(status));

    /// <summary>183 with an answer that stands, from one fork behind the phone's address.</summary>
    public static SipEvent Reliable(string tag, string? sdp = Wire.PcmuAnswer, int phone = 0) =>
        new SipEvent.Provisional(Phone(phone), Tagged(183, tag, sdp)) { IsReliable = true };

    public static SipEvent Ok(int phone = 0, string? sdp = Wire.PcmuAnswer) => new SipEvent.Succeeded(Phone(phone), Wire.Response(200, sdp));

    public static SipEvent OkOf(string tag, string? sdp = null, int phone = 0) => new SipEvent.Succeeded(Phone(phone), Tagged(200, tag, sdp));

    /// <summary>UPDATE with an offer in the early dialog of that fork.</summary>
    public static SipEvent EarlyUpdate(string tag, string? sdp = Wire.Hold, int phone = 0)
    {
        var update = Wire.Request("UPDATE", sdp);
        update.Headers.Add("From", $"<sip:agent1@203.0.113.5>;tag={tag}");
        return new SipEvent.InDialogRequest(Phone(phone), new(3), update);
    }

    public static SipEvent SessionExpired() => new SipEvent.SessionExpired(Phone(0), 0);

    private static SipResponse Tagged(int status, string tag, string? sdp)
    {
        var response = Wire.Response(status, sdp);
        response.Headers.Add("To", $"<sip:agent1@203.0.113.5>;tag={tag}");
        return response;
    }

    public static SipEvent Failed(int status, int phone = 0) => new SipEvent.Failed(Phone(phone), status, "x", Wire.Response(status));

    public static SipEvent Bye(int phone = 0) => new SipEvent.ByeReceived(Phone(phone), Wire.Request("BYE"));

    public AgentLeg Do(LegInput input)
    {
        if (input is LegInput.TimerFired fired)
        {
            Running.Remove(fired.Timer);
        }

        (State, Last) = AgentLegMachine.On(State, input, _ids);
        Record();
        return this;
    }

    public AgentLeg Do(SipEvent sip) => Do(new LegInput.Sip(sip));

    public AgentLeg Fire(LegTimerName timer, int? phone = null) =>
        Do(new LegInput.TimerFired(new LegTimer(timer, phone is { } index ? Phone(index) : default)));

    public AgentLeg ProbeEnds(int status, bool fromWire = true) =>
        Do(new SipEvent.RequestFinished(State.Probe ?? new(-1), Phone(0), status, fromWire ? Wire.Response(status) : null));

    /// <summary>Answered on phone 0, heard, 3 s old.</summary>
    public AgentLeg Talking() => Do(Provisional(180)).Do(Ok()).Do(Wire.Heard()).Fire(LegTimerName.Settling);

    public LegEvent TheEnd() => Assert.Single(Ends);

    private void Record()
    {
        All.AddRange(Last);
        foreach (var effect in Last)
        {
            if (effect is LegEffect.StartTimer start)
            {
                Running.Add(start.Timer);
            }
            else if (effect is LegEffect.StopTimer stop)
            {
                Running.Remove(stop.Timer);
            }
        }
    }
}
