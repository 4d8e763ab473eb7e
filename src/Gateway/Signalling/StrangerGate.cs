using Gateway.Features;
using Gateway.Operations;
using Gateway.Sip;
using Gateway.Sip.Messages;
using Gateway.Sip.Registration;
using Gateway.Sip.Screening;
using Gateway.Sip.Transport;
using Gateway.Trunks;

namespace Gateway.Signalling;

/// <summary>
/// What whoever is no trunk gets: a share of our time by network, one cheap answer or silence, and on the agents' side a challenge without memory until
/// a nonce comes back. <see cref="Takes"/> and <see cref="IsProven"/>: any thread; the rest: SIP loop.
/// </summary>
/// <param name="answersToStrangers">Answers per second to INVITEs of unknown sources.</param>
/// <param name="perNetwork">Messages per second taken from one unknown network.</param>
internal sealed class StrangerGate(
    SourceWatch watch, KnownSources known, DigestAuthenticator authenticator, AgentDigests digests, Func<int> answersToStrangers, Func<int> perNetwork,
    TimeProvider time)
{
    private readonly NetworkBuckets _buckets = new(time);
    private readonly SteadyClock _clock = new(time);
    private RateLimit _strangers;

    /// <summary>Floods end here, on the receive thread: before the mailbox, by network, registered phones excepted.</summary>
    public bool Takes(SipFlow flow) => known.IsBound(flow.Remote.Address) || _buckets.Take(flow.Remote.Address, perNetwork());

    /// <summary>A stream's handshake shows that its peer gets what we send; for datagrams a nonce that came back does.</summary>
    public bool IsProven(SipFlow flow) => flow.Transport != SipTransportKind.Udp || known.IsProven(flow.Remote.Address);

    public SourceVerdict AgentSide(SipRequest request, SipFlow flow)
    {
        if (IsProven(flow))
        {
            return SourceVerdict.Accept;
        }

        if (request.Is(SipMethod.Options))
        {
            return new SourceVerdict(StatusCode.Ok);
        }

        var source = flow.Remote.Address;
        if (authenticator.Claim(request, source) is { IsNonceOurs: true })
        {
            known.Prove(source);
            return SourceVerdict.Accept;
        }

        var user = request.To.Uri.User;
        return new SourceVerdict(
            StatusCode.Unauthorized, Headers: authenticator.Challenge(_clock.Now, source, digests.OfferedTo(user)).Headers);
    }

    /// <summary>One cheap answer to what may be a carrier's new SBC; silence to everything else.</summary>
    public SourceVerdict Stranger(SipRequest request, SipFlow flow)
    {
        var isInvite = request.Is(SipMethod.Invite);
        watch.Refused(flow.Remote, isInvite);
        return isInvite && _strangers.Take(answersToStrangers(), time) ? new SourceVerdict(403, "Source Not Configured") : SourceVerdict.Drop;
    }
}
