using Gateway.Sip.Messages;
using Gateway.Sip.Transactions;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Dialogs;

/// <summary>Nobody waits for this request's answer: a CANCEL, the BYE to a fork.</summary>
internal sealed class Discard : IClientTransactionUser
{
    public static readonly Discard Instance = new();

    public void OnResponse(ClientTransaction transaction, SipResponse response, SipFlow from)
    {
    }

    public void OnFailed(ClientTransaction transaction, TransactionFailure failure)
    {
    }
}
