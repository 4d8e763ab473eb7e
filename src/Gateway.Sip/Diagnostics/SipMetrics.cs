using System.Diagnostics.Metrics;
using Gateway.Sip.Messages;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Diagnostics;

/// <summary>
/// What a stack counts, by System.Diagnostics.Metrics, and the same totals as properties for tests and pages.
/// Thread-safe. Tags are of low cardinality: unknown methods count as "other".
/// </summary>
public sealed class SipMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _requestsIn;
    private readonly Counter<long> _requestsOut;
    private readonly Counter<long> _responsesIn;
    private readonly Counter<long> _responsesOut;
    private readonly Counter<long> _retransmissions;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _absorbed;
    private readonly Counter<long> _faults;
    private readonly Counter<long> _pracksMissing;
    private readonly Counter<long> _sessionsRefreshed;
    private readonly Counter<long> _sessionsExpired;
    private long _transactions;
    private long _dialogs;
    private readonly long[] _connections = new long[Enum.GetValues<SipTransportKind>().Length];
    private long _retransmissionTotal;
    private long _rejectedTotal;
    private long _droppedTotal;
    private long _faultTotal;

    /// <param name="meter">Name of the meter; a second stack in the process needs another one, or their figures mix.</param>
    public SipMetrics(string meter = "Gateway.Sip")
    {
        _meter = new Meter(meter);
        _requestsIn = _meter.CreateCounter<long>("gateway_sip_requests_received", description: "Requests from the network, by method.");
        _requestsOut = _meter.CreateCounter<long>("gateway_sip_requests_sent", description: "Requests sent, by method, without retransmissions.");
        _responsesIn = _meter.CreateCounter<long>("gateway_sip_responses_received", description: "Responses from the network, by class.");
        _responsesOut = _meter.CreateCounter<long>("gateway_sip_responses_sent", description: "Responses sent, by class, without retransmissions.");
        _retransmissions = _meter.CreateCounter<long>("gateway_sip_retransmissions", description: "Messages sent again, by kind.");
        _rejected = _meter.CreateCounter<long>("gateway_sip_rejected", description: "Bytes that were no acceptable message, by reason.");
        _dropped = _meter.CreateCounter<long>("gateway_sip_dropped", description: "Messages dropped, by reason.");
        _absorbed = _meter.CreateCounter<long>("gateway_sip_absorbed", description: "Inputs without an arrow in their transaction.");
        _faults = _meter.CreateCounter<long>("gateway_sip_faults", description: "Turns of the SIP loop that threw.");
        _pracksMissing = _meter.CreateCounter<long>("gateway_sip_pracks_missing", description: "Reliable provisional responses without a PRACK in 64*T1.");
        _sessionsRefreshed = _meter.CreateCounter<long>("gateway_sip_sessions_refreshed", description: "Refreshes of sessions by us that went well.");
        _sessionsExpired = _meter.CreateCounter<long>("gateway_sip_sessions_expired", description: "Sessions that were not refreshed in time.");
        _meter.CreateObservableGauge("gateway_sip_transactions_open", () => Transactions);
        _meter.CreateObservableGauge("gateway_sip_dialogs_open", () => Dialogs);
        _meter.CreateObservableGauge("gateway_sip_connections", OpenByTransport, description: "Stream connections open, by transport.");
    }

    /// <summary>Transactions that have not ended.</summary>
    public long Transactions => Volatile.Read(ref _transactions);

    /// <summary>INVITE usages that have not ended.</summary>
    public long Dialogs => Volatile.Read(ref _dialogs);

    /// <summary>Stream connections open.</summary>
    public long Connections => _connections.Sum();

    public long Retransmissions => Volatile.Read(ref _retransmissionTotal);

    public long Rejections => Volatile.Read(ref _rejectedTotal);

    public long Drops => Volatile.Read(ref _droppedTotal);

    public long Faults => Volatile.Read(ref _faultTotal);

    internal Meter Meter => _meter;

    public void Dispose() => _meter.Dispose();

    internal void Received(SipMessage message)
    {
        if (message is SipRequest request)
        {
            _requestsIn.Add(1, new KeyValuePair<string, object?>("method", Method(request.Method)));
        }
        else if (message is SipResponse response)
        {
            _responsesIn.Add(1, new KeyValuePair<string, object?>("class", Class(response.StatusCode)));
        }
    }

    internal void Sent(SipMessage message)
    {
        if (message is SipRequest request)
        {
            _requestsOut.Add(1, new KeyValuePair<string, object?>("method", Method(request.Method)));
        }
        else if (message is SipResponse response)
        {
            _responsesOut.Add(1, new KeyValuePair<string, object?>("class", Class(response.StatusCode)));
        }
    }

    internal void Retransmitted(SipMessage message)
    {
        Interlocked.Increment(ref _retransmissionTotal);
        _retransmissions.Add(1, new KeyValuePair<string, object?>("kind", message is SipRequest ? "request" : "response"));
    }

    internal void Rejected(string reason)
    {
        Interlocked.Increment(ref _rejectedTotal);
        _rejected.Add(1, new KeyValuePair<string, object?>("reason", reason));
    }

    internal void Dropped(string reason)
    {
        Interlocked.Increment(ref _droppedTotal);
        _dropped.Add(1, new KeyValuePair<string, object?>("reason", reason));
    }

    /// <summary>Counts the events that nobody else would see.</summary>
    internal void Told(SipEvent sipEvent)
    {
        switch (sipEvent)
        {
            case SipEvent.PrackMissing:
                _pracksMissing.Add(1);
                break;
            case SipEvent.SessionRefreshed:
                _sessionsRefreshed.Add(1);
                break;
            case SipEvent.SessionExpired:
                _sessionsExpired.Add(1);
                break;
        }
    }

    internal void Absorbed() => _absorbed.Add(1);

    internal void Faulted()
    {
        Interlocked.Increment(ref _faultTotal);
        _faults.Add(1);
    }

    internal void Publish(long transactions, long dialogs)
    {
        Volatile.Write(ref _transactions, transactions);
        Volatile.Write(ref _dialogs, dialogs);
    }

    internal void ChangeConnections(SipTransportKind transport, int by) => Interlocked.Add(ref _connections[(int)transport], by);

    private IEnumerable<Measurement<long>> OpenByTransport()
    {
        foreach (var kind in Enum.GetValues<SipTransportKind>().Where(k => k.IsReliable()))
        {
            yield return new(Volatile.Read(ref _connections[(int)kind]), new KeyValuePair<string, object?>("transport", kind.ToString().ToLowerInvariant()));
        }
    }

    private static string Method(SipMethod method) => method.IsRegistered ? method.Name : "other";

    private static string Class(int statusCode) => (statusCode / 100) switch
    {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        5 => "5xx",
        _ => "6xx",
    };
}
