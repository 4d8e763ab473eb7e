using System.Globalization;
using System.Net;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Dialogs;

/// <summary>The rules of RFC 3261 §12 as pure functions over <see cref="DialogSnapshot"/>.</summary>
internal static class Dialog
{
    /// <summary>The dialog that our 2xx (or tagged 1xx) to an INVITE creates (§12.1.1).</summary>
    public static DialogSnapshot AsUas(SipRequest invite, string localTag, SipFlow arrival) => new(
        invite.CallId,
        localTag,
        invite.From.Tag ?? "",
        invite.To.WithTag(localTag),
        invite.From,
        Target(invite) ?? invite.From.Uri,
        [.. invite.Headers.Values("Record-Route")],
        LocalCSeq: 0,
        invite.CSeq.Number,
        IsUac: false,
        arrival);

    /// <summary>The dialog that a 2xx to our INVITE creates (§12.1.2).</summary>
    public static DialogSnapshot AsUac(SipRequest invite, SipResponse response, SipFlow from) => new(
        invite.CallId,
        invite.From.Tag ?? "",
        response.To.Tag ?? "",
        invite.From,
        response.To,
        Target(response) ?? invite.RequestUri,
        [.. response.Headers.Values("Record-Route").Reverse()],
        invite.CSeq.Number,
        RemoteCSeq: 0,
        IsUac: true,
        from);

    /// <summary>After a target refresh (§12.2.1.2, §12.2.2): the new Contact, where there is one; the route set stays.</summary>
    public static DialogSnapshot Refreshed(this DialogSnapshot dialog, SipMessage message) =>
        Target(message) is { } target ? dialog with { RemoteTarget = target } : dialog;

    /// <summary>Request-URI and Route values of a request in the dialog (§12.2.1.1, loose and strict routing).</summary>
    public static (SipUri RequestUri, IReadOnlyList<string> Routes) Routing(this DialogSnapshot dialog)
    {
        if (dialog.RouteSet.Count == 0)
        {
            return (dialog.RemoteTarget, []);
        }

        var first = NameAddress.Parse(dialog.RouteSet[0]).Uri;
        return first.HasParameter("lr")
            ? (dialog.RemoteTarget, dialog.RouteSet)
            : (first, [.. dialog.RouteSet.Skip(1), $"<{dialog.RemoteTarget}>"]);
    }

    /// <summary>
    /// Where a request in the dialog goes: the flow, or (not sticky) the first route or the remote target if that is an address. A TLS connection
    /// of the dialog's own is used on while it lives, since its peer has proved who it is (RFC 5923's idea).
    /// </summary>
    public static SipFlow NextHop(this DialogSnapshot dialog, bool flowSticky)
    {
        if (flowSticky || dialog.Flow.Transport.IsWebSocket())
        {
            return dialog.Flow;
        }

        var uri = dialog.RouteSet.Count > 0 ? NameAddress.Parse(dialog.RouteSet[0]).Uri : dialog.RemoteTarget;
        if (!uri.IsSip || !IPAddress.TryParse(uri.Host, out var address) || address.AddressFamily != dialog.Flow.Remote.AddressFamily)
        {
            return dialog.Flow;
        }

        var transport = SipTransportKinds.Of(uri) ?? dialog.Flow.Transport;
        if (transport.IsWebSocket())
        {
            return dialog.Flow;
        }

        var remote = new IPEndPoint(address, uri.Port ?? transport.DefaultPort());
        if (transport == dialog.Flow.Transport && remote.Equals(dialog.Flow.Remote))
        {
            return dialog.Flow;
        }

        var goesOn = transport == SipTransportKind.Tls && transport == dialog.Flow.Transport && address.Equals(dialog.Flow.Remote.Address);
        return dialog.Flow with { Transport = transport, Remote = remote, ConnectionId = goesOn ? dialog.Flow.ConnectionId : 0 };
    }

    /// <summary>
    /// CSeq order of a peer's request (§12.2.2). An equal number passes except for INVITE: retransmissions have been caught before.
    /// </summary>
    public static bool IsInOrder(this DialogSnapshot dialog, SipRequest request) =>
        dialog.RemoteCSeq == 0
        || request.CSeq.Number > dialog.RemoteCSeq
        || (request.CSeq.Number == dialog.RemoteCSeq && !request.Is(SipMethod.Invite));

    public static string CSeqText(uint number, SipMethod method) => string.Create(CultureInfo.InvariantCulture, $"{number} {method}");

    private static SipUri? Target(SipMessage message)
    {
        try
        {
            return message.Contact?.Uri;
        }
        catch (SipFormatException)
        {
            // A Contact that cannot be read is as good as none: the flow and the other party's address remain.
            return null;
        }
    }
}
