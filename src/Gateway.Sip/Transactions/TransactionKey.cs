using System.Text;
using Gateway.Sip.Messages;

namespace Gateway.Sip.Transactions;

/// <summary>What matches messages to transactions (RFC 3261 §17.1.3, §17.2.3).</summary>
/// <param name="Branch">The topmost Via's branch; for RFC 2543 peers the fields that stand for it.</param>
/// <param name="SentBy">The topmost Via's sent-by; empty for clients, whose branches are our own.</param>
/// <param name="Method">INVITE for its ACK; CANCEL is a transaction of its own.</param>
public readonly record struct TransactionKey(string Branch, string SentBy, SipMethod Method)
{
    /// <summary>Key of the client transaction that a response belongs to.</summary>
    public static TransactionKey ForClient(SipResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return new(response.Via.Branch ?? "", "", response.CSeq.Method);
    }

    /// <summary>Key of the client transaction that a request of ours starts.</summary>
    public static TransactionKey ForClient(SipRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new(request.Via.Branch ?? "", "", request.Method);
    }

    /// <summary>Key of the server transaction of a request, of its retransmissions and (method INVITE) of its ACK.</summary>
    public static TransactionKey ForServer(SipRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ForServer(request, request.Is(SipMethod.Ack) ? SipMethod.Invite : request.Method);
    }

    /// <summary>Key of the INVITE that a CANCEL is about (§9.2: matched as if the method were INVITE).</summary>
    public static TransactionKey OfCancelled(SipRequest cancel) => ForServer(cancel, SipMethod.Invite);

    /// <summary>Key of the client transaction whose request came back from the network, cut off somewhere; false for responses.</summary>
    public static bool TryForLostRequest(ReadOnlySpan<byte> message, out TransactionKey key)
    {
        key = default;
        var space = message.IndexOf((byte)' ');
        var branch = message.IndexOf("branch="u8);
        if (space <= 0 || branch < 0 || message.StartsWith("SIP/"u8))
        {
            return false;
        }

        var rest = message[(branch + "branch="u8.Length)..];
        var end = rest.IndexOfAny("\r\n;, "u8);
        if (end < 0)
        {
            return false;
        }

        key = new(Encoding.ASCII.GetString(rest[..end]), "", new SipMethod(Encoding.ASCII.GetString(message[..space])));
        return true;
    }

    private static TransactionKey ForServer(SipRequest request, SipMethod method)
    {
        var via = request.Via;
        var sentBy = $"{via.Host.ToLowerInvariant()}:{via.Port ?? 5060}";
        if (via.HasUniqueBranch)
        {
            return new(via.Branch!, sentBy, method);
        }

        // RFC 2543 (§17.2.3): Request-URI, tags, Call-ID, CSeq number and top Via. The To tag of an ACK is the one we gave,
        // which the INVITE did not have; an INVITE in a dialog differs by its CSeq.
        var toTag = method == SipMethod.Invite ? "" : request.To.Tag;
        return new(
            string.Join('\n', "2543", request.RequestUri.Text, toTag, request.From.Tag, request.CallId, request.CSeq.Number, via.Branch),
            sentBy,
            method);
    }
}
