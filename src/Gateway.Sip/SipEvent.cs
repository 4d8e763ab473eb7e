using Gateway.Sip.Dialogs;
using Gateway.Sip.Messages;
using Gateway.Sip.Overload;
using Gateway.Sip.Transport;

namespace Gateway.Sip;

/// <summary>What the SIP loop tells its user. Plain records, delivered on the SIP loop in order.</summary>
public abstract record SipEvent
{
    private SipEvent()
    {
    }

    /// <summary>An event that belongs to one INVITE usage.</summary>
    public abstract record OfUsage(UsageId Usage) : SipEvent;

    // ---- as UAS of an INVITE

    /// <summary>An initial INVITE. 100 Trying has gone out; retransmissions are absorbed; the user answers with <see cref="SipCommand.RespondInvite"/>.</summary>
    public sealed record InviteReceived(UsageId Usage, SipRequest Request, SipFlow Flow) : OfUsage(Usage)
    {
        /// <summary>The dialog that its Replaces names (RFC 3891); null without one, or when it cannot be read: then 400.</summary>
        public ReplacedDialog? Replaces { get; init; }

        /// <summary>The dialog that a 2xx to it will make, so that it can be written down before; null: not told.</summary>
        public DialogSnapshot? Dialog { get; init; }
    }

    /// <summary>CANCEL came before a final response: 200 to it and 487 to the INVITE are out; the usage is over (RFC 3261 §9.2).</summary>
    public sealed record Cancelled(UsageId Usage, SipRequest Cancel) : OfUsage(Usage);

    /// <summary>First ACK to our 2xx (of the INVITE or a re-INVITE).</summary>
    public sealed record Acknowledged(UsageId Usage, SipRequest Ack) : OfUsage(Usage);

    /// <summary>No ACK within 64*T1 of our 2xx (RFC 3261 §13.3.1.4). Evidence, not a sentence: the dialog stays until the user ends it.</summary>
    public sealed record AckMissing(UsageId Usage) : OfUsage(Usage);

    /// <summary>PRACK to a reliable provisional response of ours (RFC 3262 §3).</summary>
    /// <param name="Id">Null: answered with 200 already. Else it carries SDP, and the user answers with <see cref="SipCommand.Respond"/>.</param>
    public sealed record PrackReceived(UsageId Usage, ServerRequestId? Id, SipRequest Prack) : OfUsage(Usage);

    /// <summary>
    /// No PRACK within 64*T1. Evidence, not a sentence: a 2xx that waited for it goes out, and further provisional responses are not reliable.
    /// </summary>
    public sealed record PrackMissing(UsageId Usage) : OfUsage(Usage);

    // ---- as UAC of an INVITE

    /// <summary>101 to 199 (and 100, so that the user knows that somebody is there). Early dialogs differ by their To tag.</summary>
    public sealed record Provisional(UsageId Usage, SipResponse Response) : OfUsage(Usage)
    {
        /// <summary>Its SDP is an answer that stands; the PRACK is out (RFC 3262 §5).</summary>
        public bool IsReliable { get; init; }
    }

    /// <summary>First 2xx; the ACK is out, its retransmissions are handled. 2xx of further forks got ACK and BYE.</summary>
    public sealed record Succeeded(UsageId Usage, SipResponse Response) : OfUsage(Usage);

    /// <summary>The INVITE of ours is over without a dialog.</summary>
    /// <param name="StatusCode">The final status; 408 for a timeout, 503 for a transport failure (RFC 3261 §8.1.3.1); 487 also after our CANCEL.</param>
    /// <param name="Response">Null when nothing came from the wire.</param>
    public sealed record Failed(UsageId Usage, int StatusCode, string Reason, SipResponse? Response) : OfUsage(Usage);

    // ---- in the dialog, either role

    /// <summary>The dialog is confirmed: enough of it to send requests after a restart.</summary>
    public sealed record Confirmed(UsageId Usage, DialogSnapshot Dialog) : OfUsage(Usage);

    /// <summary>BYE came; 200 is out; the usage is over.</summary>
    public sealed record ByeReceived(UsageId Usage, SipRequest Bye) : OfUsage(Usage);

    /// <summary>A re-INVITE without glare; answer with <see cref="SipCommand.Respond"/>.</summary>
    public sealed record ReinviteReceived(UsageId Usage, ServerRequestId Id, SipRequest Request) : OfUsage(Usage);

    /// <summary>Any other request in the dialog (INFO, UPDATE, OPTIONS, REFER, …); answer with <see cref="SipCommand.Respond"/>.</summary>
    public sealed record InDialogRequest(UsageId Usage, ServerRequestId Id, SipRequest Request) : OfUsage(Usage)
    {
        /// <summary>Of a REFER: the dialog that the Replaces in its Refer-To names.</summary>
        public ReplacedDialog? Replaces { get; init; }
    }


    /// <summary>A refresh of the session that the stack sent got a 2xx (RFC 4028 §10); SDP in it is the answer to what stood before.</summary>
    public sealed record SessionRefreshed(UsageId Usage, SipResponse Response) : OfUsage(Usage);

    /// <summary>
    /// The session timer ran out, or a refresh of ours failed (RFC 4028 §10). Evidence, not a sentence: the dialog stays until the user ends
    /// it, and refreshes go on.
    /// </summary>
    /// <param name="StatusCode">Of our refresh: 408, 481, …; 0 when the peer did not refresh.</param>
    public sealed record SessionExpired(UsageId Usage, int StatusCode) : OfUsage(Usage);

    // ---- outside dialogs

    /// <summary>A request outside dialogs other than INVITE, ACK, CANCEL; answer with <see cref="SipCommand.Respond"/>.</summary>
    public sealed record RequestReceived(ServerRequestId Id, SipRequest Request, SipFlow Flow) : SipEvent;

    /// <summary>
    /// A SUBSCRIBE for a package of <see cref="SipOptions.AllowEvents"/>; answer with <see cref="SipCommand.AcceptSubscription"/> or
    /// <see cref="SipCommand.RejectSubscription"/>. Refreshes are the stack's.
    /// </summary>
    public sealed record SubscribeReceived(SubscriptionId Id, SipRequest Request, SipFlow Flow) : SipEvent;

    /// <summary>An accepted subscription is over: expired, unsubscribed, ended by us, or nobody took its NOTIFY.</summary>
    public sealed record SubscriptionEnded(SubscriptionId Id, string Reason) : SipEvent;

    /// <summary>A request of ours other than an initial INVITE is over (in a dialog, or not).</summary>
    /// <param name="Usage">Null outside dialogs.</param>
    /// <param name="StatusCode">Final status; 408 and 503 also when nothing came.</param>
    public sealed record RequestFinished(ClientRequestId Id, UsageId? Usage, int StatusCode, SipResponse? Response) : SipEvent;

    /// <summary>A connection that a peer opened is gone (RFC 5626's failed flow): its <see cref="SipFlow.ConnectionId"/> comes never again.</summary>
    public sealed record FlowClosed(SipFlow Flow) : SipEvent;

    /// <summary>Bytes that are no SIP message, or a message that breaks a limit; already answered or dropped, here for counting.</summary>
    public sealed record Rejected(SipFlow Flow, string Reason, int StatusCode) : SipEvent;
}

/// <summary>Who uses the stack. Called on the SIP loop: must return at once and never throw; posts to its own loop.</summary>
public interface ISipUser
{
    void OnEvent(SipEvent sipEvent);

    /// <summary>Asked before a transaction is made for a request outside dialogs, so that strangers cost nothing.</summary>
    SourceVerdict Judge(SipRequest request, SipFlow flow);

    /// <summary>
    /// Asked on receive threads for every message before it costs the loop anything: false drops it. Thread-safe, never blocks.
    /// </summary>
    bool Takes(SipMessage message, SipFlow flow) => true;

    /// <summary>
    /// Does the peer get what we send there? A datagram's source may be forged: one that has shown nothing yet is never sent more bytes than came from
    /// it. Asked on the SIP loop and on receive threads. Thread-safe.
    /// </summary>
    bool IsProven(SipFlow flow) => true;

    /// <summary>
    /// The header with which a request of ours in a dialog goes out again after 401 or 407; null: it ends there. On the SIP loop; computes only.
    /// </summary>
    HeaderField? Authorize(SipResponse challenge, SipRequest request, SipFlow flow) => null;

    /// <summary>What to ask of a neighbour that has announced RFC 7339; null: nothing. On the SIP loop; computes only.</summary>
    OverloadControl? OverloadFor(SipFlow flow) => null;
}

/// <summary>What to do with a request outside dialogs.</summary>
/// <param name="StatusCode">0: accept; -1: drop without an answer; else one stateless response with that status.</param>
/// <param name="Headers">Further header lines of that response, in order.</param>
public readonly record struct SourceVerdict(int StatusCode, string Reason = "", IReadOnlyList<HeaderField>? Headers = null)
{
    public static readonly SourceVerdict Accept = new(0);
    public static readonly SourceVerdict Drop = new(-1);
}
