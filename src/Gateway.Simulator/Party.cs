using System.Text;
using Gateway.Loops;
using Gateway.Media.Engine;
using Gateway.Media.Prompts;
using Gateway.Media.Sdp;
using Gateway.Sip;

namespace Gateway.Simulator;

/// <summary>A simulated party: one conversation at a time, with real audio (a tone of its own).</summary>
public abstract class Party(string name, SimulatorNode node) : Loop<PartyInput>(name, node.Scheduler, capacity: 4096)
{
    private const string SdpType = "application/sdp";

    private LegId _leg;
    private LocalMedia? _local;
    private SessionDescription? _ours;
    private bool _playing;

    protected SimulatorNode Node { get; } = node;

    protected MediaCallId? MediaCall { get; private set; }

    /// <summary>What this party says: a prompt of the node's library; null: sends no RTP.</summary>
    protected abstract PromptId? Voice { get; }

    /// <summary>In order of preference.</summary>
    protected abstract IReadOnlyList<AudioCodec> Codecs { get; }

    /// <summary>Null: knows no SRTP.</summary>
    protected abstract LocalSrtp? Srtp { get; }

    /// <summary>Turns that threw, in words; empty in health.</summary>
    public string? Fault { get; private set; }

    protected override void OnFault(PartyInput input, Exception fault) => Fault = fault.ToString();

    /// <returns>False when no RTP ports are free.</returns>
    protected bool OpenMedia(ulong sessionId)
    {
        if (!Node.RtpPorts.TryRent(out var ports))
        {
            return false;
        }

        var call = Node.NewMediaCall(this);
        MediaCall = call;
        _leg = new LegId(call.Value);
        _local = new LocalMedia(sessionId, ports) { Codecs = Codecs, Srtp = Srtp };
        _ours = null;
        _playing = false;
        Node.Media.Post(new MediaCommand.OpenCall(call, null));
        Node.Media.Post(new MediaCommand.OpenLeg(call, _leg, LegRole.Caller, ports));
        return true;
    }

    protected SipBody Offer()
    {
        _ours = OfferAnswer.Offer(_local!, _ours);
        return Body(_ours);
    }

    /// <summary>Takes the peer's answer to our offer, or does nothing when the body is none.</summary>
    protected void Accept(ReadOnlyMemory<byte> body)
    {
        if (MediaCall is { } call
            && _ours is not null
            && SdpParser.TryParse(body.Span, out var answer, out _)
            && OfferAnswer.AcceptAnswer(_ours, answer, _local!) is NegotiationResult.Agreed agreed)
        {
            Apply(call, agreed);
        }
    }

    /// <summary>Our answer to the peer's offer, an offer when the peer sent none, or null when there is nothing in common.</summary>
    protected SipBody? Answer(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
        {
            return Offer();
        }

        if (MediaCall is { } call
            && SdpParser.TryParse(body.Span, out var offer, out _)
            && OfferAnswer.Answer(offer, _local!, _ours) is NegotiationResult.Agreed agreed)
        {
            Apply(call, agreed);
            return Body(agreed.Local);
        }

        return null;
    }

    /// <summary>Stops sending; the ports stay open, so that nobody is told.</summary>
    protected void FallSilent()
    {
        if (MediaCall is { } call)
        {
            Node.Media.Post(new MediaCommand.StopPlay(call, _leg));
        }
    }

    protected void CloseMedia()
    {
        if (MediaCall is { } call)
        {
            Node.Media.Post(new MediaCommand.CloseCall(call));
            MediaCall = null;
        }
    }

    protected static bool Is(MediaEvent mediaEvent, MediaCallId? call) => mediaEvent is not null && mediaEvent.Call == call;

    private static SipBody Body(SessionDescription description) => new(SdpType, Encoding.UTF8.GetBytes(description.ToString()));

    private void Apply(MediaCallId call, NegotiationResult.Agreed agreed)
    {
        _ours = agreed.Local;
        Node.Media.Post(new MediaCommand.SetFormat(call, _leg, agreed.Format));
        if (!_playing && Voice is { } voice)
        {
            _playing = true;
            Node.Media.Post(new MediaCommand.Play(call, _leg, 1, [voice], LoopLast: true));
        }
    }
}
