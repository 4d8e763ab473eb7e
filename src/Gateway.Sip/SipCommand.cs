using Gateway.Sip.Dialogs;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Transport;

namespace Gateway.Sip;

/// <summary>What a user asks of the SIP loop. Plain records; ids of what is started are made by the caller (<see cref="ISipIds"/>).</summary>
public abstract record SipCommand
{
    private SipCommand()
    {
    }

    /// <summary>Answers an initial INVITE. Ignored when a final response is out already (CANCEL crossed).</summary>
    public sealed record RespondInvite(UsageId Usage, ResponseSpec Response) : SipCommand;

    /// <summary>Answers any other request, re-INVITE included.</summary>
    public sealed record Respond(ServerRequestId Id, ResponseSpec Response) : SipCommand;

    /// <summary>Sends an initial INVITE.</summary>
    public sealed record Invite(UsageId Usage, RequestSpec Request, SipFlow Flow) : SipCommand;

    /// <summary>
    /// Cancels an INVITE of ours; held back until a 1xx (RFC 3261 §9.1). A 2xx that crosses it gets ACK and BYE and reports
    /// <see cref="SipEvent.Failed"/> 487, also when <see cref="SipEvent.Succeeded"/> was already on its way to the user.
    /// </summary>
    public sealed record Cancel(UsageId Usage, string? Reason = null) : SipCommand;

    /// <summary>Ends a confirmed dialog. On an unanswered UAS INVITE nothing happens: respond instead.</summary>
    /// <param name="Id">
    /// Of a user who wants to know when the dialog has really ended: <see cref="SipEvent.RequestFinished"/> with the answer's status, 408 when
    /// nothing came in 64*T1, 481 when there was nothing to end; once.
    /// </param>
    public sealed record Bye(UsageId Usage, string? Reason = null, ClientRequestId? Id = null) : SipCommand;

    /// <summary>
    /// Sends a request in the dialog: re-INVITE (its ACK is automatic), UPDATE, INFO, OPTIONS, …. In an early dialog all but INVITE. A
    /// re-INVITE or UPDATE waits for its turn, and comes again after 491 (RFC 3261 §14.1, RFC 3311 §5.1).
    /// </summary>
    public sealed record SendInDialog(UsageId Usage, ClientRequestId Id, SipMethod Method, IReadOnlyList<HeaderField> Headers, SipBody? Body) : SipCommand
    {
        /// <summary>Which early dialog of an INVITE of ours; null: the newest one, or the confirmed one.</summary>
        public string? RemoteTag { get; init; }
    }

    /// <summary>Sends a request outside dialogs other than INVITE.</summary>
    public sealed record Send(ClientRequestId Id, SipMethod Method, RequestSpec Request, SipFlow Flow) : SipCommand;

    // ---- as notifier (RFC 6665)

    /// <summary>200 to a SUBSCRIBE and the first NOTIFY. Zero or a SUBSCRIBE for zero seconds: the state once, then the end.</summary>
    public sealed record AcceptSubscription(SubscriptionId Id, TimeSpan Expires, SipBody? Body) : SipCommand;

    public sealed record RejectSubscription(SubscriptionId Id, ResponseSpec Response) : SipCommand;

    /// <summary>New state; held back by <see cref="SipOptions.NotifyPace"/>, then the newest goes out.</summary>
    /// <param name="Replaces">False: told beside what waits, not instead of it.</param>
    public sealed record Notify(SubscriptionId Id, SipBody Body, bool Replaces = true) : SipCommand;

    /// <param name="Reason">deactivated, probation, rejected, giveup, noresource, invariant (RFC 6665 §4.1.3).</param>
    public sealed record EndSubscription(SubscriptionId Id, string Reason, TimeSpan? RetryAfter = null) : SipCommand;

    /// <summary>Takes up a dialog that another process confirmed, to send BYE or re-INVITE in it.</summary>
    public sealed record Adopt(UsageId Usage, DialogSnapshot Dialog) : SipCommand;
}

/// <summary>A body with its Content-Type.</summary>
public sealed record SipBody(string ContentType, ReadOnlyMemory<byte> Content);

/// <summary>A response as its user wants it; the stack adds Via, From, To with tag, Call-ID, CSeq, Record-Route, Contact, Content-Length, Server.</summary>
/// <param name="ReasonPhrase">Null: the RFC's phrase.</param>
/// <param name="Headers">Further header lines, in order.</param>
public sealed record ResponseSpec(int StatusCode, string? ReasonPhrase = null, IReadOnlyList<HeaderField>? Headers = null, SipBody? Body = null)
{
    /// <summary>For 101 to 199 to an initial INVITE.</summary>
    public ProvisionalReliability Reliability { get; init; }
}

/// <summary>When a provisional response goes out reliably (RFC 3262 §3): sent again until its PRACK, RSeq and Require added by the stack.</summary>
public enum ProvisionalReliability
{
    /// <summary>When the INVITE requires 100rel.</summary>
    WhenRequired,

    /// <summary>When the INVITE supports or requires 100rel.</summary>
    WhenSupported,

    /// <summary>Not even when it is required: for peers that say so and send no PRACK.</summary>
    Never,
}

/// <summary>A request as its user wants it; the stack adds Via, From tag, Call-ID, CSeq, Max-Forwards, Contact, Content-Length, User-Agent.</summary>
/// <param name="Uri">Request-URI.</param>
/// <param name="CallId">Null: a new one.</param>
/// <param name="CSeq">0: the stack's own; else used as given (REGISTER refreshes).</param>
public sealed record RequestSpec(
    SipUri Uri, NameAddress From, NameAddress To, IReadOnlyList<HeaderField>? Headers = null, SipBody? Body = null, string? CallId = null, uint CSeq = 0);

/// <summary>Source of ids, tags and branches: random in production, seeded in simulation. Called from any thread.</summary>
public interface ISipIds
{
    UsageId NewUsage();

    ServerRequestId NewServerRequest();

    ClientRequestId NewClientRequest();

    /// <summary>A fresh token of letters and digits with at least 64 bits of randomness (RFC 3261 §19.3); for tags, branches, Call-IDs, nonces.</summary>
    string NewToken();
}

/// <summary>What follows from a source of ids.</summary>
public static class SipIdsRandom
{
    /// <summary>A number from 0 to below <paramref name="below"/>: FNV-1a over a token, so that a seed that repeats the ids repeats it, too.</summary>
    public static int Random(this ISipIds ids, int below)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentOutOfRangeException.ThrowIfLessThan(below, 1);
        var hash = 2166136261u;
        foreach (var c in ids.NewToken())
        {
            hash = (hash ^ c) * 16777619u;
        }

        return (int)(hash % (uint)below);
    }
}
