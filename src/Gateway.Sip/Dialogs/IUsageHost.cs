using Gateway.Loops;
using Gateway.Sip.Messages;
using Gateway.Sip.Transactions;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Dialogs;

/// <summary>A timer of a usage that comes back to it when it fires.</summary>
internal sealed record UsageTimer(InviteUsage Usage, IUsageTimerTarget Target);

/// <summary>A part of a usage that waits for a timer.</summary>
internal interface IUsageTimerTarget
{
    void OnTimer();
}

/// <summary>What the usages need from their loop.</summary>
internal interface IUsageHost
{
    SipOptions Options { get; }

    TransactionLayer Transactions { get; }

    MessageFactory Messages { get; }

    TransportTable Transports { get; }

    void Emit(SipEvent sipEvent);

    /// <summary>See <see cref="ISipUser.Authorize"/>.</summary>
    HeaderField? Authorize(SipResponse challenge, SipRequest request, SipFlow flow);

    /// <summary>Sends a message that has no transaction: the ACK to a 2xx.</summary>
    void Transmit(SipMessage message, SipFlow flow, bool isRetransmission = false);

    TimerHandle StartTimer(TimeSpan after, UsageTimer timer);

    void StopTimer(TimerHandle handle);

    /// <summary>Now, in the loop's monotonic time.</summary>
    TimeSpan Now { get; }

    /// <summary>Gives the request an id under which the user can answer it.</summary>
    ServerRequestId Await(ServerTransaction transaction, InviteUsage? usage);

    /// <summary>0 to <paramref name="below"/> - 1, from the ids' source.</summary>
    int Random(int below);

    /// <summary>The usage is found by its dialog's Call-ID and our tag from now on.</summary>
    void Enter(InviteUsage usage, string callId, string localTag);

    /// <summary>The usage is over: neither commands nor messages find it.</summary>
    void Leave(InviteUsage usage);
}
