using System.Collections.Concurrent;
using Gateway.Loops;
using Gateway.Sip.Diagnostics;
using Gateway.Sip.Dialogs;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;
using Gateway.Sip.Screening;
using Gateway.Sip.Transactions;
using Gateway.Sip.Transport;

namespace Gateway.Sip;

/// <summary>
/// The SIP loop: owns all transactions, dialogs and their timers. Takes <see cref="SipCommand"/>s from any thread, tells its
/// <see cref="ISipUser"/> on the loop. This file: life and inputs. SipStack.Requests.cs: requests of peers. SipStack.Host.cs: what transactions and
/// usages ask of the loop. SipStack.Sink.cs: what transports bring.
/// </summary>
public sealed partial class SipStack : Loop<SipInput>
{
    private readonly SipOptions _options;
    private readonly ISipUser _user;
    private readonly ISipIds _ids;
    private readonly SipMetrics _metrics;
    private readonly TransportTable _transports;
    private readonly TransactionLayer _layer;
    private readonly MessageFactory _messages;
    private readonly Dictionary<UsageId, InviteUsage> _usages = [];
    private readonly ConcurrentDictionary<UsageId, byte> _openUsages = new();
    private readonly Dictionary<(string CallId, string LocalTag), InviteUsage> _dialogs = [];
    private readonly Dictionary<ServerRequestId, AwaitedRequest> _awaited = [];
    private readonly ByteCredit _credit = new();
    private InviteUsage? _turnUsage;
    private ServerTransaction? _turnTransaction;

    /// <param name="transports">Not yet started; the stack starts, uses and disposes them.</param>
    /// <param name="ids">Random in production, seeded in simulation.</param>
    public SipStack(
        SipOptions options, ILoopScheduler scheduler, IReadOnlyList<ISipTransport> transports, ISipUser user, ISipIds ids, SipMetrics metrics)
        : base("sip", scheduler)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(transports);
        _options = options;
        _user = user;
        _ids = ids;
        _metrics = metrics;
        _transports = new TransportTable(transports);
        _layer = new TransactionLayer(this, options.Timers, ids.NewToken);
        _messages = new MessageFactory(options, ids, _transports);
    }

    /// <summary>The transports with the ports that they got.</summary>
    public IReadOnlyList<ISipTransport> Transports => _transports.All;

    /// <summary>Transactions that have not ended, as of the last batch of turns. Thread-safe.</summary>
    public long OpenTransactions => _metrics.Transactions;

    /// <summary>INVITE usages that have not ended, as of the last batch of turns. Thread-safe.</summary>
    public long OpenUsages => _metrics.Dialogs;

    /// <summary>Is this INVITE usage going on? For reconcilers that compare what they think with the dialogs. Thread-safe.</summary>
    public bool IsOpen(UsageId usage) => _openUsages.ContainsKey(usage);

    /// <summary>Binds all transports and begins to receive. Once.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">An address cannot be bound.</exception>
    public void Start()
    {
        foreach (var transport in _transports.All)
        {
            transport.Start(this);
        }
    }

    /// <summary>Asks for something. Thread-safe, never blocks.</summary>
    public void Post(SipCommand command) => Post(new SipInput.Command(command));

    protected override void On(SipInput input)
    {
        _turnUsage = null;
        _turnTransaction = null;
        switch (input)
        {
            case SipInput.Command command:
                OnCommand(command.Value);
                break;
            case SipInput.Request request:
                OnRequest(request.Message, request.Flow);
                break;
            case SipInput.Response response:
                if (!ResponseValidator.IsForClient(response.Message) || !_layer.Receive(response.Message, response.Flow))
                {
                    _metrics.Dropped("stray response");
                }

                break;
            case SipInput.Rejected rejected:
                Emit(new SipEvent.Rejected(rejected.Flow, rejected.Reason, rejected.StatusCode));
                break;
            case SipInput.FlowClosed closed:
                Emit(new SipEvent.FlowClosed(closed.Flow));
                break;
            case SipInput.SendFailed failed:
                _layer.SendFailed(failed.Token);
                break;
            case SipInput.Unreachable unreachable:
                _layer.SendFailed(unreachable.Key);
                break;
            case SipInput.TransactionDue due:
                _layer.TimerFired(due.Timer);
                break;
            case SipInput.UsageDue due:
                _turnUsage = due.Timer.Usage;
                due.Timer.Target.OnTimer();
                break;
            case SipInput.SubscriptionDue due:
                due.Usage.On(due.Value);
                break;
            case SipInput.AnswerDue due:
                OnUnanswered(due.Id);
                break;
        }
    }

    protected override void OnFault(SipInput input, Exception fault)
    {
        _metrics.Faulted();
        try
        {
            Fail(input);
        }
#pragma warning disable CA1031 // The second fault of a turn: the first is counted, the loop goes on.
        catch (Exception)
#pragma warning restore CA1031
        {
            _metrics.Faulted();
        }
    }

    protected override void OnBatchEnd() => _metrics.Publish(_layer.Open, _usages.Count);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        foreach (var transport in _transports.All)
        {
            transport.Dispose();
        }
    }

    private void OnCommand(SipCommand command)
    {
        switch (command)
        {
            case SipCommand.RespondInvite respond:
                Usage(respond.Usage)?.RespondInvite(respond.Response);
                break;
            case SipCommand.Respond respond:
                OnRespond(respond);
                break;
            case SipCommand.Invite invite:
                _turnUsage = New(invite.Usage);
                _turnUsage.BeginAsUac(invite.Request, invite.Flow);
                break;
            case SipCommand.Cancel cancel:
                Usage(cancel.Usage)?.Cancel(cancel.Reason);
                break;
            case SipCommand.Bye bye:
                if (Usage(bye.Usage) is { } ending)
                {
                    ending.Bye(bye.Reason, bye.Id);
                }
                else if (bye.Id is { } asked)
                {
                    Emit(new SipEvent.RequestFinished(asked, bye.Usage, StatusCode.CallOrTransactionDoesNotExist, null));
                }

                break;
            case SipCommand.SendInDialog send when Usage(send.Usage) is { } usage:
                usage.SendInDialog(send);
                break;
            case SipCommand.SendInDialog send:
                Emit(new SipEvent.RequestFinished(send.Id, send.Usage, StatusCode.CallOrTransactionDoesNotExist, null));
                break;
            case SipCommand.Send send:
                var request = _messages.OutOfDialog(send.Method, send.Request, send.Flow);
                _layer.Send(request, send.Flow, new OutOfDialogRequest(send.Id, this));
                break;
            case SipCommand.AcceptSubscription or SipCommand.RejectSubscription or SipCommand.Notify or SipCommand.EndSubscription:
                OnSubscriptionCommand(command);
                break;
            case SipCommand.Adopt adopt:
                New(adopt.Usage).Adopt(adopt.Dialog);
                break;
        }
    }

    private void OnRespond(SipCommand.Respond respond)
    {
        if (!_awaited.TryGetValue(respond.Id, out var awaited))
        {
            return;
        }

        _turnTransaction = awaited.Transaction;
        if (respond.Response.StatusCode >= 200)
        {
            _awaited.Remove(respond.Id);
            StopTimer(awaited.Timer);
        }

        if (awaited.Usage is { } usage)
        {
            usage.Respond(awaited.Transaction, respond.Response);
        }
        else
        {
            _layer.Respond(awaited.Transaction, _messages.Response(awaited.Transaction, respond.Response));
        }
    }

    /// <summary>The user has not answered a request in 64*T1: its sender has given up (RFC 4320 §4.2 forbids a late 408).</summary>
    private void OnUnanswered(ServerRequestId id)
    {
        if (!_awaited.Remove(id, out var awaited))
        {
            return;
        }

        _metrics.Dropped("unanswered by user");
        if (awaited.Transaction.Request.Is(SipMethod.Invite) && awaited.Usage is { } usage)
        {
            usage.Respond(awaited.Transaction, new ResponseSpec(StatusCode.ServerInternalError));
        }
        else
        {
            _layer.Abandon(awaited.Transaction);
            awaited.Usage?.OnUnanswered(awaited.Transaction);
        }
    }

    /// <summary>Fails what the input belongs to and nothing else.</summary>
    private void Fail(SipInput input)
    {
        switch (input)
        {
            case SipInput.Command { Value: SipCommand.Invite invite } when _usages.TryGetValue(invite.Usage, out var usage) && usage == _turnUsage:
                Leave(usage);
                Emit(new SipEvent.Failed(invite.Usage, StatusCode.ServerInternalError, "the request could not be built", null));
                break;
            case SipInput.Command { Value: SipCommand.Send send }:
                Emit(new SipEvent.RequestFinished(send.Id, null, StatusCode.ServerInternalError, null));
                break;
            case SipInput.Command { Value: SipCommand.SendInDialog send }:
                Emit(new SipEvent.RequestFinished(send.Id, send.Usage, StatusCode.ServerInternalError, null));
                break;
            default:
                if (_turnTransaction is { IsFinalSent: false } transaction)
                {
                    _layer.Respond(transaction, _messages.Response(transaction, new ResponseSpec(StatusCode.ServerInternalError)));
                }

                else if (_turnTransaction is null && input is SipInput.Request request)
                {
                    Reply(request.Message, request.Flow, StatusCode.ServerInternalError);
                }

                _turnUsage?.OnFault();
                break;
        }
    }

    private InviteUsage? Usage(UsageId id)
    {
        _turnUsage = _usages.GetValueOrDefault(id);
        return _turnUsage;
    }

    private InviteUsage New(UsageId id)
    {
        var usage = new InviteUsage(id, this);
        _usages.Add(id, usage);
        _openUsages[id] = 0;
        return usage;
    }

    private sealed record AwaitedRequest(ServerTransaction Transaction, InviteUsage? Usage, TimerHandle Timer);
}
