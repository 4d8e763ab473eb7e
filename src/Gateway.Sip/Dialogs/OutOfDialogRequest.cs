using Gateway.Sip.Messages;
using Gateway.Sip.Transactions;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Dialogs;

/// <summary>A request of ours outside dialogs other than INVITE: its final comes back as <see cref="SipEvent.RequestFinished"/>.</summary>
internal sealed class OutOfDialogRequest(ClientRequestId id, IUsageHost host) : IClientTransactionUser
{
    public void OnResponse(ClientTransaction transaction, SipResponse response, SipFlow from)
    {
        if (response.IsFinal)
        {
            host.Emit(new SipEvent.RequestFinished(id, null, response.StatusCode, response));
        }
    }

    public void OnFailed(ClientTransaction transaction, TransactionFailure failure) =>
        host.Emit(new SipEvent.RequestFinished(
            id, null, failure == TransactionFailure.TimedOut ? StatusCode.RequestTimeout : StatusCode.ServiceUnavailable, null));
}
