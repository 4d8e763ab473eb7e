using Gateway.Sip.Dialogs;
using Gateway.Sip.Messages;
using Gateway.Sip.Subscriptions;
using Gateway.Sip.Transactions;
using Gateway.Sip.Transport;

namespace Gateway.Sip;

/// <summary>What the SIP loop's mailbox holds. A closed set; its cases are the stack's own.</summary>
public abstract record SipInput
{
    private SipInput()
    {
    }

    internal sealed record Command(SipCommand Value) : SipInput;

    internal sealed record Request(SipRequest Message, SipFlow Flow) : SipInput;

    internal sealed record Response(SipResponse Message, SipFlow Flow) : SipInput;

    internal sealed record Rejected(SipFlow Flow, string Reason, int StatusCode) : SipInput;

    internal sealed record FlowClosed(SipFlow Flow) : SipInput;

    internal sealed record SendFailed(long Token) : SipInput;

    internal sealed record Unreachable(TransactionKey Key) : SipInput;

    internal sealed record TransactionDue(TransactionTimer Timer) : SipInput;

    internal sealed record UsageDue(UsageTimer Timer) : SipInput;

    internal sealed record SubscriptionDue(SubscriptionUsage Usage, SubscriptionInput Value) : SipInput;

    internal sealed record AnswerDue(ServerRequestId Id) : SipInput;
}
