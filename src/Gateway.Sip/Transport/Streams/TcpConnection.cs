using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Threading.Channels;
using Gateway.Sip.Parsing;

namespace Gateway.Sip.Transport.Streams;

internal sealed record TcpConnectionContext(
    SipFlow Flow,
    bool IsIncoming,
    TcpOptions Options,
    SipLimits Limits,
    TimeProvider Time,
    ITransportSink Sink,
    WireOpener Opener,
    ITcpConnectionOwner Owner);

/// <summary>Who keeps the connections; called from any thread.</summary>
internal interface ITcpConnectionOwner
{
    /// <summary>The first message of an accepted connection has come.</summary>
    void OnSpoken();

    void OnHandshakeFailed(SipFlow flow, string reason);

    void OnClosed(TcpConnection connection);
}

/// <summary>
/// One connection, whatever runs over it: its handshakes, a reader that cuts and parses, a writer that alone writes, a bounded queue between.
/// </summary>
internal sealed class TcpConnection : IDisposable
{
    private static readonly byte[] Pong = "\r\n"u8.ToArray();
    private readonly TcpConnectionContext _context;
    private readonly Socket _socket;
    private readonly Channel<(ReadOnlyMemory<byte> Bytes, long Token)> _queue;
    private readonly CancellationTokenSource _stop = new();
    private volatile SipFlow _flow;
    private IWire? _wire;
    private long _queuedBytes;
    private long _lastTrafficAt;
    private long _waitsForMessageSince;
    private long _writesSince;
    private int _closed;
    private volatile bool _hasSpoken;

    public TcpConnection(TcpConnectionContext context, Socket socket)
    {
        _context = context;
        _flow = context.Flow;
        _socket = socket;
        _socket.NoDelay = true;
        HalfOpenPeers.Notice(_socket, context.Options.UnacknowledgedTimeout);
        _queue = Channel.CreateBounded<(ReadOnlyMemory<byte>, long)>(
            new BoundedChannelOptions(context.Options.SendQueue) { FullMode = BoundedChannelFullMode.Wait });
        _lastTrafficAt = context.Time.GetTimestamp();

        // A carrier may open connections ahead of its calls.
        _waitsForMessageSince = context.IsIncoming && !context.Options.IsKnown(context.Flow.Remote.Address) ? _lastTrafficAt : 0;
    }

    public long Id => _flow.ConnectionId;

    public IPEndPoint Remote => _flow.Remote;

    /// <summary>With the peer's certificate, once the handshake is over.</summary>
    public SipFlow Flow => _flow;

    public bool IsIncoming => _context.IsIncoming;

    /// <summary>A message has come.</summary>
    public bool HasSpoken => _hasSpoken;

    public void Start() => _ = Task.Run(RunAsync);

    /// <returns>False when the connection is closed, or its queue is full and it closes now.</returns>
    public bool TrySend(ReadOnlyMemory<byte> message, long token)
    {
        if (Interlocked.Add(ref _queuedBytes, message.Length) <= _context.Options.SendQueueBytes && _queue.Writer.TryWrite((message, token)))
        {
            return true;
        }

        Close();
        return false;
    }

    /// <summary>The cancellation source is left to the collector: a send that races with the end may still cancel it.</summary>
    public void Dispose() => Close();

    public void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
        {
            return;
        }

        _queue.Writer.TryComplete();
        _stop.Cancel();
        _wire?.Dispose();
        _socket.Dispose();
        _context.Owner.OnClosed(this);
        while (_queue.Reader.TryRead(out var unsent))
        {
            _context.Sink.OnSendFailed(unsent.Token);
        }
    }

    public void CloseIfOverdue()
    {
        if (Overdue() is { } reason)
        {
            _context.Sink.OnRejected(_flow, reason, 0);
            Close();
        }
    }

    private string? Overdue()
    {
        var now = _context.Time.GetTimestamp();
        bool Longer(ref long since, TimeSpan than) =>
            Volatile.Read(ref since) is not 0 and var at && _context.Time.GetElapsedTime(at, now) > than;
        return Longer(ref _waitsForMessageSince, _context.Options.MessageTimeout) ? "StreamStalled"
            : Longer(ref _writesSince, _context.Options.MessageTimeout) ? "PeerNotReading"
            : Longer(ref _lastTrafficAt, _context.Options.IdleTimeout) ? "StreamIdle"
            : null;
    }

    private async Task RunAsync()
    {
        try
        {
            if (!IsIncoming)
            {
                using var deadline = Deadline(_context.Options.ConnectTimeout);
                await _socket.ConnectAsync(Remote, deadline.Token).ConfigureAwait(false);
            }

            using (var deadline = Deadline(_context.Options.HandshakeTimeout))
            {
                await OpenAsync(deadline.Token).ConfigureAwait(false);
            }

            await Task.WhenAny(ReadAsync(_wire!), WriteAsync(_wire!)).ConfigureAwait(false);
        }
        catch (AuthenticationException e)
        {
            _context.Owner.OnHandshakeFailed(_flow, e.Message);
        }
        catch (Exception e) when (IsEnd(e))
        {
            // Not reachable in time, or gone: what waits in the queue fails below.
        }
        finally
        {
            Close();
        }
    }

    private async Task OpenAsync(CancellationToken deadline)
    {
        try
        {
            var (wire, peer) = await _context.Opener.OpenAsync(_socket, _flow, IsIncoming, deadline).ConfigureAwait(false);
            _flow = _flow with { Peer = peer };
            _wire = wire;
            if (Volatile.Read(ref _closed) != 0)
            {
                wire.Dispose();
            }
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            throw new AuthenticationException($"not done in {_context.Options.HandshakeTimeout.TotalSeconds:0} s");
        }
    }

    private CancellationTokenSource Deadline(TimeSpan after)
    {
        var deadline = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        deadline.CancelAfter(after);
        return deadline;
    }

    private async Task ReadAsync(IWire wire)
    {
        try
        {
            while (await wire.ReadAsync(_stop.Token).ConfigureAwait(false))
            {
                Volatile.Write(ref _lastTrafficAt, _context.Time.GetTimestamp());
                if (!await TakeFramesAsync(wire).ConfigureAwait(false))
                {
                    // The answer to what broke the stream still has to leave.
                    _queue.Writer.TryComplete();
                    await _queue.Reader.Completion.WaitAsync(_context.Options.ConnectTimeout, _context.Time, _stop.Token).ConfigureAwait(false);
                    return;
                }
            }
        }
        catch (Exception e) when (IsEnd(e) || e is TimeoutException)
        {
            // Closed by either side.
        }
    }

    /// <returns>False when the stream cannot be read on.</returns>
    private async ValueTask<bool> TakeFramesAsync(IWire wire)
    {
        while (true)
        {
            switch (wire.Next())
            {
                case SipFrame.Message message:
                    Volatile.Write(ref _waitsForMessageSince, 0);
                    Speak();
                    await TakeAsync(message.Bytes).ConfigureAwait(false);
                    break;
                case SipFrame.Ping:
                    TrySend(Pong, 0);
                    break;
                case SipFrame.Fatal fatal:
                    MessageIntake.Refuse(fatal.Rejection, _flow, _context.Sink, Answer);
                    return false;
                default:
                    if (wire.IsWithinMessage)
                    {
                        Interlocked.CompareExchange(ref _waitsForMessageSince, _context.Time.GetTimestamp(), 0);
                    }

                    return true;
            }
        }
    }

    private async ValueTask TakeAsync(ReadOnlyMemory<byte> bytes)
    {
        if (MessageIntake.Read(bytes, _flow, _context.Limits, _context.Sink, Answer) is not { } message)
        {
            return;
        }

        // TCP holds the peer back while nothing is read; a message dropped here would never come again.
        while (!_context.Sink.OnMessage(message, _flow, bytes.Length))
        {
            await Task.Delay(_context.Options.SlowDown, _context.Time, _stop.Token).ConfigureAwait(false);
        }
    }

    private void Speak()
    {
        if (!_hasSpoken && IsIncoming)
        {
            _hasSpoken = true;
            _context.Owner.OnSpoken();
        }
    }

    private async Task WriteAsync(IWire wire)
    {
        try
        {
            while (await _queue.Reader.WaitToReadAsync(_stop.Token).ConfigureAwait(false))
            {
                while (_queue.Reader.TryRead(out var next))
                {
                    await WriteAsync(wire, next.Bytes, next.Token).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (IsEnd(e))
        {
            // Closed by either side.
        }
    }

    private async Task WriteAsync(IWire wire, ReadOnlyMemory<byte> bytes, long token)
    {
        try
        {
            Volatile.Write(ref _writesSince, _context.Time.GetTimestamp());
            await wire.WriteAsync(bytes, _stop.Token).ConfigureAwait(false);
            Volatile.Write(ref _lastTrafficAt, _context.Time.GetTimestamp());
            Volatile.Write(ref _writesSince, 0);
            Interlocked.Add(ref _queuedBytes, -bytes.Length);
        }
        catch (Exception e) when (IsEnd(e))
        {
            _context.Sink.OnSendFailed(token);
            throw;
        }
    }

    private void Answer(ReadOnlyMemory<byte> bytes, SipFlow flow) => TrySend(bytes, 0);

    /// <summary>What a connection can end by, at any point and by either side.</summary>
    private static bool IsEnd(Exception e) => e is OperationCanceledException or SocketException or IOException or WebSocketException
        or InvalidOperationException; // ObjectDisposedException is one of these.
}
