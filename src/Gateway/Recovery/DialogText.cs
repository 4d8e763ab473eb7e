using System.Net;
using Gateway.Calls.Journal;
using Gateway.Media.Sdp;
using Gateway.Sip.Dialogs;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Transport;

namespace Gateway.Recovery;

/// <summary>A confirmed dialog between the SIP stack's form and the journal's, which never changes.</summary>
internal static class DialogText
{
    /// <param name="local">Our description; its keys are not kept.</param>
    public static LegConfirmed ToJournal(DialogSnapshot dialog, string leg, long? offer, string? agent, SessionDescription? local) => new(
        leg,
        offer,
        agent,
        dialog.CallId,
        dialog.LocalTag,
        dialog.RemoteTag,
        dialog.LocalAddress.ToString(),
        dialog.RemoteAddress.ToString(),
        dialog.RemoteTarget.ToString(),
        dialog.RouteSet,
        dialog.LocalCSeq,
        dialog.RemoteCSeq,
        dialog.IsUac,
        dialog.Flow.Listener,
        dialog.Flow.Transport.ToString().ToUpperInvariant(),
        dialog.Flow.Local.ToString(),
        dialog.Flow.Remote.ToString(),
        dialog.Flow.ConnectionId,
        local?.WithoutKeys().ToString(),
        null);

    /// <summary>The dialog again, or null when it was written by a release with transports that this one does not have.</summary>
    /// <param name="advance">Added to our CSeq, so that requests whose journalling the crash cut off are not repeated.</param>
    public static DialogSnapshot? FromJournal(LegConfirmed leg, uint advance)
    {
        try
        {
            var transport = Enum.Parse<SipTransportKind>(leg.Transport, ignoreCase: true);
            return new DialogSnapshot(
                leg.SipCallId,
                leg.LocalTag,
                leg.RemoteTag,
                NameAddress.Parse(leg.LocalAddress),
                NameAddress.Parse(leg.RemoteAddress),
                SipUri.Parse(leg.RemoteTarget),
                leg.RouteSet,
                (uint)leg.LocalCSeq + advance,
                (uint)leg.RemoteCSeq,
                leg.IsUac,
                Flow(leg, transport));
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>
    /// A connection is gone with its process: a new one goes to where the peer listens by its route or target, not to the port that it
    /// called from (RFC 3261 §18.1.1).
    /// </summary>
    private static SipFlow Flow(LegConfirmed leg, SipTransportKind transport)
    {
        var flow = new SipFlow(leg.Listener, transport, IPEndPoint.Parse(leg.LocalFlow), IPEndPoint.Parse(leg.RemoteFlow));
        if (!transport.IsReliable() || transport.IsWebSocket())
        {
            return flow;
        }

        var uri = leg.RouteSet.Count > 0 ? NameAddress.Parse(leg.RouteSet[0]).Uri : SipUri.Parse(leg.RemoteTarget);
        return flow with
        {
            Remote = new IPEndPoint(flow.Remote.Address, uri.Port ?? transport.DefaultPort()),
            PeerName = transport.IsSecure() ? uri.Host : null,
        };
    }
}
