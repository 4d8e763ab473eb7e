using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Dialogs;

/// <summary>A confirmed dialog's state (RFC 3261 §12) as plain data, so that it can be journalled and taken up again.</summary>
/// <param name="LocalCSeq">Last CSeq number that we used in it.</param>
/// <param name="RemoteCSeq">Last CSeq number of the peer; 0 when it has sent none.</param>
/// <param name="RouteSet">In the order to be sent.</param>
/// <param name="Flow">The path of the last message of the dialog.</param>
public sealed record DialogSnapshot(
    string CallId,
    string LocalTag,
    string RemoteTag,
    NameAddress LocalAddress,
    NameAddress RemoteAddress,
    SipUri RemoteTarget,
    IReadOnlyList<string> RouteSet,
    uint LocalCSeq,
    uint RemoteCSeq,
    bool IsUac,
    SipFlow Flow);
