using System.Globalization;
using Gateway.Loops;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Transactions;

namespace Gateway.Sip.Dialogs;

/// <summary>
/// Our 101 to 199 to an initial INVITE. Reliable ones (RFC 3262 §3) go out one at a time and are sent again after T1, doubling, for 64*T1,
/// on any transport, because a later hop may be UDP.
/// </summary>
internal sealed class UasProvisionals : IUsageTimerTarget
{
    private const int WaitingLimit = 16;
    private readonly InviteUsage _usage;
    private readonly IUsageHost _host;
    private readonly ServerTransaction _transaction;
    private readonly Queue<ResponseSpec> _waiting = new(0);
    private readonly bool _isRequired;
    private readonly bool _isSupported;
    private uint _lastRSeq;
    private SipResponse? _unacknowledged;
    private bool _carriesDescription;
    private bool _gaveUp;
    private bool _isFinal;
    private TimeSpan _interval;
    private TimeSpan _endsAt;
    private TimerHandle _timer;

    public UasProvisionals(InviteUsage usage, IUsageHost host, ServerTransaction transaction)
    {
        _usage = usage;
        _host = host;
        _transaction = transaction;
        _isRequired = OfferAnswerSteps.Lists(transaction.Request, "Require", "100rel");
        _isSupported = _isRequired || OfferAnswerSteps.Lists(transaction.Request, "Supported", "100rel");
    }

    /// <summary>The peer has our tag: there is an early dialog.</summary>
    public bool HasSent { get; private set; }

    /// <summary>§3: no 2xx while a description of ours lacks its PRACK.</summary>
    public bool HoldsSuccess => _unacknowledged is not null && _carriesDescription && !_gaveUp;

    /// <summary>A description of ours went out reliably: what later responses to the INVITE repeat is no offer (RFC 3261 §13.2.1).</summary>
    public bool HasDescribed { get; private set; }

    /// <summary>A description of ours has its PRACK.</summary>
    public bool DescriptionAcknowledged { get; private set; }

    public void Send(ResponseSpec spec)
    {
        if (!IsReliable(spec))
        {
            HasSent = true;
            _host.Transactions.Respond(_transaction, _host.Messages.Response(_transaction, spec));
        }
        else if (_unacknowledged is null)
        {
            SendReliably(spec);
        }
        else if (_waiting.Count < WaitingLimit)
        {
            _waiting.Enqueue(spec);
        }
    }

    /// <summary>Whether a PRACK is about what is out (§3); the next one may go then.</summary>
    public bool TryAcknowledge(SipRequest prack)
    {
        if (_unacknowledged is null
            || RAck.Of(prack.Headers) is not { } rack
            || rack.RSeq != _lastRSeq
            || rack.CSeq != _transaction.Request.CSeq)
        {
            return false;
        }

        _host.StopTimer(_timer);
        _unacknowledged = null;
        DescriptionAcknowledged |= _carriesDescription;
        return true;
    }

    /// <summary>What waited for the PRACK.</summary>
    public void SendNext()
    {
        if (!_isFinal && _unacknowledged is null && _waiting.TryDequeue(out var next))
        {
            SendReliably(next);
        }
    }

    /// <summary>A final response goes out: nothing is sent again; the PRACK may still come (§3).</summary>
    public void Stop()
    {
        _isFinal = true;
        _waiting.Clear();
        _host.StopTimer(_timer);
    }

    public void OnTimer()
    {
        if (_isFinal || _unacknowledged is null)
        {
            return;
        }

        if (_host.Now >= _endsAt)
        {
            _gaveUp = true;
            _waiting.Clear();
            _usage.OnPrackMissing();
            return;
        }

        _host.Transactions.Respond(_transaction, _unacknowledged);
        _interval *= 2;
        Wait();
    }

    private bool IsReliable(ResponseSpec spec) => !_gaveUp && spec.Reliability switch
    {
        ProvisionalReliability.WhenSupported => _isSupported,
        ProvisionalReliability.WhenRequired => _isRequired,
        _ => false,
    };

    private void SendReliably(ResponseSpec spec)
    {
        // §3: the first number is chosen at random below 2^31.
        _lastRSeq = _lastRSeq == 0 ? 1 + (uint)_host.Random(int.MaxValue - 1) : _lastRSeq + 1;
        List<HeaderField> headers =
        [
            .. spec.Headers ?? [],
            new("Require", "100rel"),
            new("RSeq", _lastRSeq.ToString(CultureInfo.InvariantCulture)),
        ];
        HasSent = true;
        _unacknowledged = _host.Messages.Response(_transaction, spec with { Headers = headers });
        _carriesDescription = OfferAnswerSteps.HasDescription(_unacknowledged);
        _host.Transactions.Respond(_transaction, _unacknowledged);
        if (_carriesDescription && !HasDescribed)
        {
            HasDescribed = true;
            _usage.OnReliableSent(_unacknowledged);
        }

        _interval = _host.Options.Timers.T1;
        _endsAt = _host.Now + _host.Options.Timers.TransactionTimeout;
        Wait();
    }

    private void Wait()
    {
        var left = _endsAt - _host.Now;
        _timer = _host.StartTimer(_interval < left ? _interval : left, new UsageTimer(_usage, this));
    }
}
