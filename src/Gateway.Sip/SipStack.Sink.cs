using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;
using Gateway.Sip.Screening;
using Gateway.Sip.Transactions;
using Gateway.Sip.Transport;

namespace Gateway.Sip;

/// <summary>Runs on the transports' threads: counts, sheds load by lane before the mailbox, posts.</summary>
public sealed partial class SipStack : ITransportSink
{
    /// <inheritdoc/>
    public bool OnMessage(SipMessage message, SipFlow flow, int size)
    {
        if (!_user.Takes(message, flow))
        {
            _metrics.Dropped(flow.Transport.IsReliable() ? "source rate: stream paused" : "source rate");
            return false;
        }

        _metrics.Received(message);

        if (message is SipRequest && NeedsCredit(flow))
        {
            _credit.Received(flow.Remote.Address, size);
        }

        var (lane, limit) = Lane(message);
        if (Depth >= limit)
        {
            _metrics.Dropped(lane);
            return !flow.Transport.IsReliable();
        }

        Post(message is SipRequest request ? new SipInput.Request(request, flow) : new SipInput.Response((SipResponse)message, flow));
        return true;
    }

    /// <inheritdoc/>
    public void OnRejected(SipFlow flow, string reason, int statusCode)
    {
        _metrics.Rejected(reason);
        if (Depth < _options.OtherLane)
        {
            Post(new SipInput.Rejected(flow, reason, statusCode));
        }
    }

    /// <inheritdoc/>
    public bool MayAnswer(SipFlow flow, int received, int answer)
    {
        if (!NeedsCredit(flow))
        {
            return true;
        }

        _credit.Received(flow.Remote.Address, received);
        if (_credit.TrySpend(flow.Remote.Address, answer))
        {
            return true;
        }

        _metrics.Dropped("no credit");
        return false;
    }

    /// <inheritdoc/>
    public void OnSendFailed(long token)
    {
        _metrics.Dropped("send failed");
        if (token != 0)
        {
            Post(new SipInput.SendFailed(token));
        }
    }

    /// <inheritdoc/>
    public void OnUndeliverable(ReadOnlyMemory<byte> message)
    {
        _metrics.Dropped("unreachable");
        if (TransactionKey.TryForLostRequest(message.Span, out var key))
        {
            Post(new SipInput.Unreachable(key));
        }
    }

    /// <inheritdoc/>
    public void OnFlowClosed(SipFlow flow) => Post(new SipInput.FlowClosed(flow));

    /// <inheritdoc/>
    public void OnConnections(SipTransportKind transport, int change) => _metrics.ChangeConnections(transport, change);

    /// <summary>Responses and what belongs to a dialog go first, then INVITEs, then the rest.</summary>
    private (string Lane, int Limit) Lane(SipMessage message) => message switch
    {
        SipRequest request when request.Is(SipMethod.Register) => ("overload: other", _options.OtherLane),
        SipRequest request when request.To.Tag is not null || request.Is(SipMethod.Cancel) || request.Is(SipMethod.Ack) =>
            ("overload: in dialog", _options.InDialogLane),
        SipRequest request when request.Is(SipMethod.Invite) => ("overload: invite", _options.InviteLane),
        SipRequest => ("overload: other", _options.OtherLane),
        _ => ("overload: in dialog", _options.InDialogLane),
    };

    /// <summary>One answer without a transaction (RFC 3261 §8.2.7); a retransmission gets the same.</summary>
    private void Reply(SipRequest request, SipFlow flow, int status, IReadOnlyList<HeaderField>? headers = null)
    {
        if (request.Is(SipMethod.Ack))
        {
            return;
        }

        var further = headers ?? (status == StatusCode.MethodNotAllowed
            ? [new HeaderField("Allow", string.Join(", ", _options.Allow.Select(m => m.Name)))]
            : []);
        Transmit(StatelessReply.To(request, flow.Remote, status, further: further), ResponseRoute.For(request, flow), 0);
    }

    private bool NeedsCredit(SipFlow flow) => flow.Transport == SipTransportKind.Udp && !_user.IsProven(flow);

    /// <summary>The response as it may go there: whole, without its ornaments, or (null) not at all.</summary>
    private byte[]? WithinCredit(SipResponse response, SipFlow flow)
    {
        var whole = SipWriter.ToBytes(response);
        if (!NeedsCredit(flow) || _credit.TrySpend(flow.Remote.Address, whole.Length))
        {
            return whole;
        }

        var small = SmallResponse.Of(response);
        foreach (var bytes in new[] { SipWriter.ToBytes(small), SipWriter.ToBytes(small, SmallResponse.Name) })
        {
            if (_credit.TrySpend(flow.Remote.Address, bytes.Length))
            {
                return bytes;
            }
        }

        _metrics.Dropped("no credit");
        return null;
    }
}
