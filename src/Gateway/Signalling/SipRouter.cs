using System.Collections.Concurrent;
using Gateway.CallControl;
using Gateway.Operations;
using Gateway.Sip;
using Gateway.Sip.Messages;
using Gateway.Sip.Overload;
using Gateway.Sip.Transport;
using Gateway.TestCalls;

namespace Gateway.Signalling;

/// <summary>What the router hands on; each port is called on the SIP loop and must only post or compute.</summary>
internal interface ISipServices
{
    /// <summary>An initial INVITE of a trunk.</summary>
    void Admit(SipEvent.InviteReceived invite, string trunk);

    /// <summary>An INVITE of a trunk for urn:service:test.sos (RFC 6881 §15).</summary>
    void Test(SipEvent.InviteReceived invite, string trunk);

    /// <summary>An INVITE from the agents' side: a feature code.</summary>
    void Feature(SipEvent.InviteReceived invite);

    /// <summary>SUBSCRIBE of a trunk, or (null) from the agents' side.</summary>
    void Subscribe(SipEvent.SubscribeReceived subscribe, string? trunk);

    void Unsubscribed(SubscriptionId id);

    /// <summary>REGISTER; answered by its owner.</summary>
    void Register(SipEvent.RequestReceived request);

    /// <summary>False: OPTIONS of a trunk gets 503 (draining with an alternate).</summary>
    bool TakesCalls { get; }

    void TrunkHeard(string trunk);

    /// <summary>A connection that a peer opened is gone.</summary>
    void FlowClosed(SipFlow flow);

    /// <summary>What to ask of a trunk that knows RFC 7339.</summary>
    OverloadControl OverloadOf(string trunk);

    /// <summary>The answer to a trunk's 401 or 407; null: we have none.</summary>
    HeaderField? Authorize(string trunk, SipResponse challenge, SipRequest request);
}

/// <summary>
/// The one user of the SIP stack: gives each event to its owner. Runs on the SIP loop except for <see cref="Send"/>; holds no call state.
/// </summary>
internal sealed class SipRouter(
    ISources sources, StrangerGate gate, CallTable calls, AlarmBoard alarms, ISipIds ids) : ISipUser
{
    private readonly ConcurrentDictionary<ClientRequestId, Action<SipEvent.RequestFinished>> _waiting = new();
    private readonly ConcurrentDictionary<UsageId, (Action<SipEvent.OfUsage> Told, Action<SipEvent.RequestFinished>? Finished)> _others = new();

    /// <summary>Set once by the composition, before the stack starts.</summary>
    public ISipServices? Services { get; set; }

    /// <summary>Posts to the stack; set once by the composition, before the stack starts.</summary>
    public Action<SipCommand> Sip { get; set; } = _ => { };

    /// <summary>Sends a request outside dialogs and gives its end to <paramref name="done"/>, on the SIP loop. Any thread.</summary>
    public void Send(SipMethod method, RequestSpec request, SipFlow flow, Action<SipEvent.RequestFinished> done)
    {
        var id = ids.NewClientRequest();
        _waiting[id] = done;
        Sip(new SipCommand.Send(id, method, request, flow));
    }

    /// <summary>
    /// Ends a dialog and tells when it has really ended, with the status of the answer (408: none), on the SIP loop, also when its owner has gone. Any
    /// thread.
    /// </summary>
    public void Bye(SipCommand.Bye bye, Action<int> ended)
    {
        ArgumentNullException.ThrowIfNull(bye);
        var id = ids.NewClientRequest();
        _waiting[id] = finished => ended(finished.StatusCode);
        Sip(bye with { Id = id });
    }

    /// <summary>Gives the events of a usage that belongs to no call (feature codes, agents' calls) to its owner. Any thread.</summary>
    /// <param name="finished">Told of the end of our requests in its dialog; null: nobody is.</param>
    public void Own(UsageId usage, Action<SipEvent.OfUsage> owner, Action<SipEvent.RequestFinished>? finished = null) =>
        _others[usage] = (owner, finished);

    public void Disown(UsageId usage) => _others.TryRemove(usage, out _);

    public SourceVerdict Judge(SipRequest request, SipFlow flow)
    {
        ArgumentNullException.ThrowIfNull(request);
        switch (sources.Of(flow))
        {
            case Source.Trunk trunk when !request.Is(SipMethod.Register):
                Services?.TrunkHeard(trunk.Name);
                return SourceVerdict.Accept;
            case Source.AgentSide when request.Is(SipMethod.Register) || request.Is(SipMethod.Invite) || request.Is(SipMethod.Options)
                || request.Is(SipMethod.Subscribe):
                return gate.AgentSide(request, flow);
            default:
                return gate.Stranger(request, flow);
        }
    }

    public bool Takes(SipMessage message, SipFlow flow) => sources.Of(flow) is Source.Trunk || gate.Takes(flow);

    public bool IsProven(SipFlow flow) => sources.Of(flow) is Source.Trunk || gate.IsProven(flow);

    public HeaderField? Authorize(SipResponse challenge, SipRequest request, SipFlow flow) =>
        sources.Of(flow) is Source.Trunk trunk ? Services?.Authorize(trunk.Name, challenge, request) : null;

    public OverloadControl? OverloadFor(SipFlow flow) => sources.Of(flow) is Source.Trunk trunk ? Services?.OverloadOf(trunk.Name) : null;

    public void OnEvent(SipEvent sipEvent)
    {
        switch (sipEvent)
        {
            case SipEvent.InviteReceived invite when sources.Of(invite.Flow) is Source.Trunk trunk && TestCallDesk.IsTest(invite.Request):
                Services!.Test(invite, trunk.Name);
                break;
            case SipEvent.InviteReceived invite when sources.Of(invite.Flow) is Source.Trunk trunk:
                Services!.Admit(invite, trunk.Name);
                break;
            case SipEvent.InviteReceived invite:
                Services!.Feature(invite);
                break;
            case SipEvent.OfUsage ofUsage:
                OnUsage(ofUsage);
                break;
            case SipEvent.FlowClosed closed:
                Services!.FlowClosed(closed.Flow);
                break;
            case SipEvent.SubscribeReceived subscribe:
                Services!.Subscribe(subscribe, (sources.Of(subscribe.Flow) as Source.Trunk)?.Name);
                break;
            case SipEvent.SubscriptionEnded ended:
                Services!.Unsubscribed(ended.Id);
                break;
            case SipEvent.RequestReceived request when request.Request.Is(SipMethod.Register):
                Services!.Register(request);
                break;
            case SipEvent.RequestReceived request:
                Sip(new SipCommand.Respond(request.Id, Answer(request)));
                break;
            case SipEvent.RequestFinished { Usage: { } usage } finished when !_waiting.ContainsKey(finished.Id):
                if (_others.TryGetValue(usage, out var other))
                {
                    other.Finished?.Invoke(finished);
                }
                else
                {
                    calls.Post(usage, new CallActorInput.RequestFinished(finished));
                }

                break;
            case SipEvent.RequestFinished finished:
                if (_waiting.TryRemove(finished.Id, out var done))
                {
                    done(finished);
                }

                break;
        }
    }

    private void OnUsage(SipEvent.OfUsage ofUsage)
    {
        if (_others.TryGetValue(ofUsage.Usage, out var owner))
        {
            owner.Told(ofUsage);
        }
        else if (!calls.Post(ofUsage.Usage, new CallActorInput.Sip(ofUsage)))
        {
            AnswerForNobody(ofUsage);
        }
    }

    /// <summary>The owner has gone while the event travelled: the peer still gets its answer.</summary>
    private void AnswerForNobody(SipEvent.OfUsage ofUsage)
    {
        switch (ofUsage)
        {
            case SipEvent.ReinviteReceived reinvite:
                Sip(new SipCommand.Respond(reinvite.Id, new ResponseSpec(481)));
                break;
            case SipEvent.InDialogRequest request:
                Sip(new SipCommand.Respond(request.Id, new ResponseSpec(481)));
                break;
            case SipEvent.PrackReceived { Id: { } prack }:
                Sip(new SipCommand.Respond(prack, new ResponseSpec(481)));
                break;
            case SipEvent.Succeeded:
                alarms.Raise("orphan_dialog", AlarmSeverity.Warning, "a phone answered for a call that was gone: it gets BYE");
                Sip(new SipCommand.Bye(ofUsage.Usage));
                break;
        }
    }

    private ResponseSpec Answer(SipEvent.RequestReceived request)
    {
        if (request.Request.Is(SipMethod.Options))
        {
            return sources.Of(request.Flow) is Source.Trunk && !Services!.TakesCalls
                ? new ResponseSpec(503)
                : new ResponseSpec(200, Headers: [new HeaderField("Accept", "application/sdp, multipart/mixed, application/pidf+xml")]);
        }

        return new ResponseSpec(405, Headers: [new HeaderField("Allow", "INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, INFO, UPDATE, PRACK")]);
    }
}
