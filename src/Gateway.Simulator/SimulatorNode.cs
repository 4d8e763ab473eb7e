using System.Collections.Concurrent;
using Gateway.Loops;
using Gateway.Media.Engine;
using Gateway.Sip;
using Gateway.Sip.Messages;
using Gateway.Sip.Transport;

namespace Gateway.Simulator;

/// <summary>
/// One far end of the gateway: a SIP stack and a media engine that many simulated parties share. Routes what comes in to the party it
/// belongs to. Thread-safe.
/// </summary>
public sealed class SimulatorNode : ISipUser, IMediaSink
{
    private readonly ConcurrentDictionary<UsageId, Party> _byUsage = new();
    private readonly ConcurrentDictionary<ClientRequestId, Party> _byRequest = new();
    private readonly ConcurrentDictionary<MediaCallId, Party> _byMedia = new();
    private readonly ConcurrentDictionary<string, SoftPhone> _phones = new();
    private long _lastMediaCall;
    private long _unexpected;

    /// <param name="scheduler">Runs the parties.</param>
    public SimulatorNode(ILoopScheduler scheduler, ISipIds ids, IRtpPortPool rtpPorts)
    {
        Scheduler = scheduler;
        Ids = ids;
        RtpPorts = rtpPorts;
    }

    public ILoopScheduler Scheduler { get; }

    public ISipIds Ids { get; }

    public IRtpPortPool RtpPorts { get; }

    /// <summary>Posts to the stack whose user this node is; set once, before the first party.</summary>
    public Action<SipCommand> Sip { get; set; } = _ => throw new InvalidOperationException("the node has no SIP stack yet");

    /// <summary>The engine whose sink this node is; set once, before the first party.</summary>
    public IMediaEngine Media { get; set; } = new NoMedia();

    /// <summary>Requests that no party expected.</summary>
    public long Unexpected => Interlocked.Read(ref _unexpected);

    public void OnEvent(SipEvent sipEvent)
    {
        switch (sipEvent)
        {
            case SipEvent.InviteReceived invite:
                if (invite.Request.RequestUri.User is { } user && _phones.TryGetValue(user, out var phone))
                {
                    phone.Post(new PartyInput.Sip(invite));
                }
                else
                {
                    Interlocked.Increment(ref _unexpected);
                    Sip(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(404)));
                }

                break;
            case SipEvent.OfUsage ofUsage:
                if (_byUsage.TryGetValue(ofUsage.Usage, out var party))
                {
                    party.Post(new PartyInput.Sip(ofUsage));
                }

                break;
            case SipEvent.RequestFinished finished:
                if (_byRequest.TryRemove(finished.Id, out var asker))
                {
                    asker.Post(new PartyInput.RequestFinished(finished));
                }

                break;
            case SipEvent.RequestReceived request:
                var status = request.Request.Is(SipMethod.Options) ? 200 : 405;
                Sip(new SipCommand.Respond(request.Id, new ResponseSpec(status)));
                break;
        }
    }

    /// <summary>Everything is accepted: the far end trusts its gateway.</summary>
    public SourceVerdict Judge(SipRequest request, SipFlow flow) => SourceVerdict.Accept;

    public void OnEvent(MediaEvent mediaEvent)
    {
        ArgumentNullException.ThrowIfNull(mediaEvent);
        if (_byMedia.TryGetValue(mediaEvent.Call, out var party))
        {
            party.Post(new PartyInput.Media(mediaEvent));
        }

        // The one leg of a party's conversation is the last thing that its engine's call tells.
        if (mediaEvent is MediaEvent.LegClosed)
        {
            _byMedia.TryRemove(mediaEvent.Call, out _);
        }
    }

    internal MediaCallId NewMediaCall(Party party)
    {
        var call = new MediaCallId(Interlocked.Increment(ref _lastMediaCall));
        _byMedia[call] = party;
        return call;
    }

    internal void Own(UsageId usage, Party party) => _byUsage[usage] = party;

    internal void Own(ClientRequestId request, Party party) => _byRequest[request] = party;

    internal void Disown(UsageId usage) => _byUsage.TryRemove(usage, out _);

    internal void Add(SoftPhone phone) => _phones[phone.User] = phone;

    internal void Remove(SoftPhone phone) => _phones.TryRemove(new KeyValuePair<string, SoftPhone>(phone.User, phone));

    private sealed class NoMedia : IMediaEngine
    {
        public void Post(MediaCommand command) => throw new InvalidOperationException("the node has no media engine yet");
    }
}
