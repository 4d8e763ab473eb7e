using Gateway.Media.Engine;
using Gateway.Media.Sdp;
using Gateway.Sip;
using Gateway.Sip.Messages;

namespace Gateway.Legs.Tests;

/// <summary>A caller's leg under test: what it was told, what it said.</summary>
internal sealed class CallerLeg
{
    public static readonly UsageId Usage = new(1);
    private readonly SequentialIds _ids = new();

    /// <param name="supported">What the INVITE says in Supported.</param>
    public CallerLeg(
        string? sdp = Wire.Offer, string type = "application/sdp", string? supported = null,
        ProvisionalReliability reliability = ProvisionalReliability.WhenSupported, LocalSrtp? srtp = null)
    {
        var invite = Wire.Request("INVITE", sdp, type);
        if (supported is not null)
        {
            invite.Headers.Add("Supported", supported);
        }

        (State, Last) = CallerLegMachine.Start(
            new CallerLegStart(Usage, invite, Wire.Call, Wire.Leg, Wire.Ports) { Reliability = reliability, Srtp = srtp }, _ids);
        All.AddRange(Last);
    }

    /// <summary>A leg of before a restart.</summary>
    /// <param name="ours">Our description of then.</param>
    public CallerLeg(string? ours, ulong raise, LocalSrtp? srtp = null)
    {
        (State, Last) = CallerLegMachine.Resume(new CallerLegResume(Usage, ours, raise, Wire.Call, Wire.Leg, Wire.Ports) { Srtp = srtp }, _ids);
        All.AddRange(Last);
    }

    public CallerLegState State { get; private set; }

    /// <summary>Effects of the last input.</summary>
    public IReadOnlyList<LegEffect> Last { get; private set; }

    public List<LegEffect> All { get; } = [];

    public IEnumerable<LegEvent> Told => Last.OfType<LegEffect.Tell>().Select(t => t.Event);

    public IEnumerable<LegEvent> Ends => All.OfType<LegEffect.Tell>().Select(t => t.Event).Where(e => e is LegEvent.CallerEnded);

    public IEnumerable<SipCommand> Sent => Last.OfType<LegEffect.SendSip>().Select(s => s.Command);

    public IEnumerable<MediaCommand> Media => Last.OfType<LegEffect.SendMedia>().Select(s => s.Command);

    public IEnumerable<string> Counted => Last.OfType<LegEffect.Counted>().Select(c => c.What);

    public static SipEvent Cancelled() => new SipEvent.Cancelled(Usage, Wire.Request("CANCEL"));

    public static SipEvent Bye() => new SipEvent.ByeReceived(Usage, Wire.Request("BYE"));

    public static SipEvent Ack(string? sdp = null) => new SipEvent.Acknowledged(Usage, Wire.Request("ACK", sdp));

    /// <summary>With SDP it waits for an answer.</summary>
    public static SipEvent Prack(string? sdp = null) =>
        new SipEvent.PrackReceived(Usage, sdp is null ? null : new ServerRequestId(52), Wire.Request("PRACK", sdp));

    public static SipEvent PrackMissing() => new SipEvent.PrackMissing(Usage);

    public static SipEvent Refreshed(string? sdp) => new SipEvent.SessionRefreshed(Usage, Wire.Response(200, sdp));

    public static SipEvent SessionExpired() => new SipEvent.SessionExpired(Usage, 408);

    public static SipEvent AckMissing() => new SipEvent.AckMissing(Usage);

    public static SipEvent Reinvite(string? sdp) => new SipEvent.ReinviteReceived(Usage, new(50), Wire.Request("INVITE", sdp));

    public static SipEvent Asked(string method, string? body = null, string type = "application/sdp") =>
        new SipEvent.InDialogRequest(Usage, new(51), Wire.Request(method, body, type));

    public static SipEvent Confirmed() => new SipEvent.Confirmed(Usage, Wire.Dialog());

    public CallerLeg Do(LegInput input)
    {
        (State, Last) = CallerLegMachine.On(State, input, _ids);
        All.AddRange(Last);
        return this;
    }

    public CallerLeg Do(SipEvent sip) => Do(new LegInput.Sip(sip));

    /// <summary>The end of the re-INVITE after a restart.</summary>
    public CallerLeg Finishes(int status, string? sdp) =>
        Do(new SipEvent.RequestFinished(State.Reinvite!.Value, Usage, status, Wire.Response(status, sdp)));

    /// <summary>The end of the probe that is out.</summary>
    public CallerLeg ProbeEnds(int status, bool fromWire = true) =>
        Do(new SipEvent.RequestFinished(State.Probe ?? new(-1), Usage, status, fromWire ? Wire.Response(status) : null));

    public CallerLeg Talking()
    {
        Do(new LegInput.Answer());
        Do(Ack());
        return Do(Wire.Heard());
    }

    public ResponseSpec Response() => Assert.Single(Sent) switch
    {
        SipCommand.RespondInvite invite => invite.Response,
        SipCommand.Respond respond => respond.Response,
        var other => throw new InvalidOperationException($"not a response: {other}"),
    };

    public LegEvent.CallerEnded TheEnd() => (LegEvent.CallerEnded)Assert.Single(Ends);
}
