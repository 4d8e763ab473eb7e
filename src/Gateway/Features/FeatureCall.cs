using System.Text;
using Gateway.Loops;
using Gateway.Media.Engine;
using Gateway.Media.Prompts;
using Gateway.Media.Sdp;
using Gateway.Sip;

namespace Gateway.Features;

/// <summary>
/// A short call that confirms a feature code to the agent's ear: answer, tone, BYE. The status has changed before it is answered, so
/// whatever becomes of this call changes nothing.
/// </summary>
internal sealed class FeatureCall : Loop<FeatureCall.Input>
{
    /// <summary>Two short tones.</summary>
    public static readonly PromptId Done = new("tone/done");

    /// <summary>One long, low tone.</summary>
    public static readonly PromptId NotUnderstood = new("tone/not-understood");

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(2);

    private readonly UsageId _usage;
    private readonly MediaCallId _call;
    private readonly LegId _leg;
    private readonly Action<SipCommand> _sip;
    private readonly IMediaEngine _media;
    private readonly Action<FeatureCall> _gone;
    private bool _limitStarted;
    private bool _over;

    private FeatureCall(ILoopScheduler scheduler, UsageId usage, MediaCallId call, Action<SipCommand> sip, IMediaEngine media, Action<FeatureCall> gone)
        : base("feature", scheduler, capacity: 256)
    {
        _usage = usage;
        _call = call;
        _leg = new LegId(call.Value);
        _sip = sip;
        _media = media;
        _gone = gone;
    }

    internal abstract record Input
    {
        private Input()
        {
        }

        internal sealed record Sip(SipEvent.OfUsage SipEvent) : Input;

        internal sealed record Media(MediaEvent MediaEvent) : Input;

        internal sealed record TimeIsUp : Input;
    }

    public UsageId Usage => _usage;

    public MediaCallId MediaCall => _call;

    /// <summary>Answers the INVITE with the tone; null when the phone's offer or our ports do not allow it: it has got its final response.</summary>
    /// <param name="gone">Called when all is over; must not block.</param>
    public static FeatureCall? Answer(
        SipEvent.InviteReceived invite,
        PromptId tone,
        MediaCallId call,
        ILoopScheduler scheduler,
        IRtpPortPool pool,
        Action<SipCommand> sip,
        IMediaEngine media,
        LocalSrtp srtp,
        Action<FeatureCall> gone)
    {
        if (!SdpParser.TryParse(invite.Request.Body.Span, out var offer, out _) || !pool.TryRent(out var ports))
        {
            sip(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(480)));
            return null;
        }

        if (OfferAnswer.Answer(offer, new LocalMedia((ulong)call.Value, ports) { Srtp = srtp }) is not NegotiationResult.Agreed agreed)
        {
            pool.Return(ports);
            sip(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(488)));
            return null;
        }

        var feature = new FeatureCall(scheduler, invite.Usage, call, sip, media, gone);
        media.Post(new MediaCommand.OpenCall(call, null));
        media.Post(new MediaCommand.OpenLeg(call, feature._leg, LegRole.Agent, ports));
        media.Post(new MediaCommand.SetFormat(call, feature._leg, agreed.Format));
        media.Post(new MediaCommand.Play(call, feature._leg, 1, [tone], LoopLast: false));
        sip(new SipCommand.RespondInvite(
            invite.Usage, new ResponseSpec(200, Body: new SipBody("application/sdp", Encoding.UTF8.GetBytes(agreed.Local.ToString())))));
        feature.Post(new Input.TimeIsUp());
        return feature;
    }

    protected override void On(Input input)
    {
        switch (input)
        {
            case Input.TimeIsUp when !_limitStarted:
                _limitStarted = true;
                StartTimer(Limit, input);
                break;
            case Input.TimeIsUp when _over:
                Leave();
                break;
            case Input.TimeIsUp:
            case Input.Media { MediaEvent: MediaEvent.PlayFinished or MediaEvent.Trouble }:
                End(bye: true);
                break;
            case Input.Sip { SipEvent: SipEvent.ByeReceived or SipEvent.Cancelled }:
                End(bye: false);
                break;
            case Input.Sip { SipEvent: SipEvent.ReinviteReceived reinvite }:
                _sip(new SipCommand.Respond(reinvite.Id, new ResponseSpec(488)));
                break;
            case Input.Sip { SipEvent: SipEvent.InDialogRequest request }:
                _sip(new SipCommand.Respond(request.Id, new ResponseSpec(200)));
                break;
            case Input.Media { MediaEvent: MediaEvent.LegClosed }:
                Leave();
                break;
        }
    }

    protected override void OnFault(Input input, Exception fault) => End(bye: true);

    private void End(bool bye)
    {
        if (_over)
        {
            return;
        }

        _over = true;
        if (bye)
        {
            _sip(new SipCommand.Bye(_usage));
        }

        _media.Post(new MediaCommand.CloseCall(_call));

        // A leg whose ports could not be bound is not told to be closed.
        StartTimer(Linger, new Input.TimeIsUp());
    }

    private void Leave()
    {
        _gone(this);
        Dispose();
    }
}
