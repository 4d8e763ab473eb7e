using Gateway.Media.Engine;
using Gateway.Media.Prompts;
using Gateway.Media.Sdp;
using Gateway.Sip;
using Gateway.Sip.Messages;

namespace Gateway.Simulator;

/// <summary>What a phone tells whoever watches it.</summary>
public enum PhoneEvent
{
    Registered,
    RegistrationRefused,
    Unregistered,
    Ringing,
    Answered,
    Refused,

    /// <summary>The gateway took the offer back while it rang.</summary>
    Cancelled,
    HungUp,

    /// <summary>The gateway said BYE.</summary>
    PeerHungUp,
    Vanished,
}

/// <summary>An agent's softphone: registers with digest, takes one call at a time and reacts by its script; a second call gets 486.</summary>
public sealed class SoftPhone : Party
{
    private readonly PhoneScript _script;
    private readonly Action<SoftPhone, PhoneEvent> _watch;
    private readonly PhoneRegistration _registration;
    private UsageId? _usage;
    private SipRequest? _invite;
    private Reaction? _reaction;
    private bool _answered;
    private bool _vanished;
    private bool _leaving;
    private int _offers;

    /// <param name="watch">Told on the phone's loop; must not block.</param>
    public SoftPhone(SimulatorNode node, PhoneScript script, Action<SoftPhone, PhoneEvent> watch)
        : base($"phone-{script?.User}", node)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(script);
        _script = script;
        _watch = watch;
        _registration = new PhoneRegistration(script, node.Ids);
        node.Add(this);
        Post(new PartyInput.Start());
    }

    public string User => _script.User;

    /// <summary>Calls answered so far.</summary>
    public int Answered { get; private set; }

    /// <summary>Last final status of a REGISTER; 0: none yet.</summary>
    public int RegistrationStatus { get; private set; }

    /// <summary>User part of the last offer's caller, as the gateway shows it.</summary>
    public string? Caller { get; private set; }

    /// <summary>INVITEs received so far.</summary>
    public int Offers => _offers;

    protected override PromptId? Voice => _script.Voice;

    protected override IReadOnlyList<AudioCodec> Codecs => _script.Codecs;

    protected override LocalSrtp? Srtp => _script.Srtp;

    protected override void On(PartyInput input)
    {
        switch (input)
        {
            case PartyInput.Start:
            case PartyInput.Timer { Name: "refresh" } when !_vanished && !_leaving:
                Register(null);
                break;
            case PartyInput.RequestFinished { SipEvent: var finished } when !_vanished:
                OnRegisterAnswered(finished);
                break;
            case PartyInput.Sip { SipEvent: var sipEvent } when !_vanished:
                OnSip(sipEvent);
                break;
            case PartyInput.Timer { Name: "answer" } timer when timer.Number == _offers && _usage is not null && !_answered && !_vanished:
                AnswerCall();
                break;
            case PartyInput.HangUp { After: var after } when after > TimeSpan.Zero:
                StartTimer(after, new PartyInput.Timer("hang-up", _offers));
                break;
            case PartyInput.Unregister when !_vanished:
                _leaving = true;
                Register(null);
                break;
            case PartyInput.Timer { Name: "hang-up" } timer when timer.Number == _offers:
            case PartyInput.HangUp:
                HangUp();
                break;
            case PartyInput.Timer { Name: "vanish" } timer when timer.Number == _offers:
            case PartyInput.Vanish:
                Vanish();
                break;
        }
    }

    protected override void Dispose(bool disposing)
    {
        Node.Remove(this);
        base.Dispose(disposing);
    }

    private void Register(SipResponse? challenge)
    {
        var id = Node.Ids.NewClientRequest();
        if (_registration.Next(challenge, _leaving ? TimeSpan.Zero : _script.Expires) is not { } request)
        {
            _watch(this, PhoneEvent.RegistrationRefused);
            return;
        }

        Node.Own(id, this);
        Node.Sip(new SipCommand.Send(id, SipMethod.Register, request, _script.Flow));
    }

    private void OnRegisterAnswered(SipEvent.RequestFinished finished)
    {
        RegistrationStatus = finished.StatusCode;
        switch (finished)
        {
            case { StatusCode: 200 } when _leaving:
                _watch(this, PhoneEvent.Unregistered);
                break;
            case { StatusCode: 401, Response: { } challenge }:
                Register(challenge);
                break;
            case { StatusCode: 200 }:
                _watch(this, PhoneEvent.Registered);
                StartTimer(_script.Expires / 2, new PartyInput.Timer("refresh", 0));
                break;
            case { StatusCode: 503, Response: { } later } when ushort.TryParse(later.Headers["Retry-After"], out var seconds) && !_leaving:
                StartTimer(TimeSpan.FromSeconds(seconds), new PartyInput.Timer("refresh", 0));
                break;
            default:
                _watch(this, PhoneEvent.RegistrationRefused);
                StartTimer(TimeSpan.FromSeconds(5), new PartyInput.Timer("refresh", 0));
                break;
        }
    }

    private void OnSip(SipEvent.OfUsage sipEvent)
    {
        switch (sipEvent)
        {
            case SipEvent.InviteReceived invite when _usage is not null:
                Node.Sip(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(486)));
                break;
            case SipEvent.InviteReceived invite:
                OnInvite(invite);
                break;
            case SipEvent.Cancelled cancelled when cancelled.Usage == _usage:
                _watch(this, PhoneEvent.Cancelled);
                Free();
                break;
            case SipEvent.Acknowledged { Ack.Body: { IsEmpty: false } body }:
                Accept(body);
                break;
            case SipEvent.ByeReceived bye when bye.Usage == _usage:
                _watch(this, PhoneEvent.PeerHungUp);
                Free();
                break;
            case SipEvent.ReinviteReceived reinvite:
                var answer = Answer(reinvite.Request.Body);
                Node.Sip(new SipCommand.Respond(reinvite.Id, answer is null ? new ResponseSpec(488) : new ResponseSpec(200, Body: answer)));
                break;
            case SipEvent.InDialogRequest request:
                Node.Sip(new SipCommand.Respond(request.Id, new ResponseSpec(200)));
                break;
        }
    }

    private void OnInvite(SipEvent.InviteReceived invite)
    {
        _reaction = _script.Reactions[Math.Min(_offers, _script.Reactions.Count - 1)];
        _offers++;
        if (_reaction is Reaction.Refuse refuse)
        {
            Node.Sip(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(refuse.StatusCode)));
            _watch(this, PhoneEvent.Refused);
            return;
        }

        _usage = invite.Usage;
        _invite = invite.Request;
        Caller = invite.Request.From.Uri.User;
        _answered = false;
        Node.Own(invite.Usage, this);
        var reliability = _script.Prack ? ProvisionalReliability.WhenSupported : ProvisionalReliability.WhenRequired;
        Node.Sip(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(180) { Reliability = reliability }));
        _watch(this, PhoneEvent.Ringing);
        var ringFor = _reaction switch
        {
            Reaction.Answer a => a.RingFor,
            Reaction.AnswerAndVanish v => v.RingFor,
            _ => (TimeSpan?)null,
        };
        if (ringFor is { } after)
        {
            StartTimer(after, new PartyInput.Timer("answer", _offers));
        }
    }

    private void AnswerCall()
    {
        var usage = _usage!.Value;
        var body = OpenMedia((ulong)usage.Value + 1) ? Answer(_invite!.Body) : null;
        if (body is null)
        {
            Node.Sip(new SipCommand.RespondInvite(usage, new ResponseSpec(MediaCall is null ? 503 : 488)));
            Free();
            return;
        }

        _answered = true;
        Answered++;
        Node.Sip(new SipCommand.RespondInvite(usage, new ResponseSpec(200, Body: body)));
        _watch(this, PhoneEvent.Answered);
        switch (_reaction)
        {
            case Reaction.Answer { TalkFor: { } talkFor }:
                StartTimer(talkFor, new PartyInput.Timer("hang-up", _offers));
                break;
            case Reaction.AnswerAndVanish { After: var after }:
                StartTimer(after, new PartyInput.Timer("vanish", _offers));
                break;
        }
    }

    private void HangUp()
    {
        if (_usage is { } usage && _answered && !_vanished)
        {
            Node.Sip(new SipCommand.Bye(usage));
            _watch(this, PhoneEvent.HungUp);
            Free();
        }
    }

    private void Vanish()
    {
        _vanished = true;
        if (_usage is { } usage)
        {
            Node.Disown(usage);
        }

        CloseMedia();
        Node.Remove(this);
        _watch(this, PhoneEvent.Vanished);
    }

    private void Free()
    {
        if (_usage is { } usage)
        {
            Node.Disown(usage);
        }

        _usage = null;
        _answered = false;
        CloseMedia();
    }
}
