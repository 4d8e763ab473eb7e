using System.Globalization;
using Gateway.Sip.Messages;

namespace Gateway.Sip.Transactions;

/// <summary>The requests that follow from another request alone: the ACK to a failure and the CANCEL.</summary>
internal static class RequestBuilder
{
    /// <summary>ACK to a 300-699 (RFC 3261 §17.1.1.3): same Request-URI, top Via, From, Call-ID, Route; To of the response.</summary>
    public static SipRequest AckToFailure(SipRequest invite, SipResponse response) =>
        FollowUp(invite, SipMethod.Ack, response.Headers["To"] ?? invite.Headers["To"]!);

    /// <summary>CANCEL of a request of ours (RFC 3261 §9.1): same Request-URI, top Via, From, To, Call-ID, Route.</summary>
    /// <param name="reason">Value of a Reason header (RFC 3326), or null.</param>
    public static SipRequest Cancel(SipRequest invite, string? reason)
    {
        var cancel = FollowUp(invite, SipMethod.Cancel, invite.Headers["To"]!);
        if (reason is not null)
        {
            cancel.Headers.Add("Reason", reason);
        }

        return cancel;
    }

    private static SipRequest FollowUp(SipRequest invite, SipMethod method, string to)
    {
        var request = new SipRequest(method, invite.RequestUri);
        request.Headers.Add("Via", invite.Via.ToString());
        foreach (var route in invite.Headers.Lines("Route"))
        {
            request.Headers.Add("Route", route);
        }

        request.Headers.Add("Max-Forwards", "70")
            .Add("From", invite.Headers["From"]!)
            .Add("To", to)
            .Add("Call-ID", invite.CallId)
            .Add("CSeq", string.Create(CultureInfo.InvariantCulture, $"{invite.CSeq.Number} {method}"));
        return request;
    }
}
