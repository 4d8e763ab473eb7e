using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Gateway.Sip.Parsing;

namespace Gateway.Sip.Transport;

internal sealed record TcpConnectionContext(
    SipFlow Flow, bool IsIncoming, TcpOptions Options, SipLimits Limits, TimeProvider Time, ITransportSink Sink, Action<TcpConnection> Closed);

/// <summary>One TCP connection: a reader that cuts and parses, a writer that alone writes, a bounded queue between.</summary>
internal sealed class TcpConnection : IDisposable
{
    private static readonly byte[] Pong = "\r\n"u8.ToArray();
    private readonly TcpConnectionContext _context;
    private readonly Socket _socket;
    private readonly Channel<(ReadOnlyMemory<byte> Bytes, long Token)> _queue;
    private readonly SipStreamFramer _framer;
    private readonly CancellationTokenSource _stop = new();
    private long _lastTrafficAt;
    private long _waitsForMessageSince;
    private int _closed;

    public TcpConnection(TcpConnectionContext context, Socket socket)
    {
        _context = context;
        _socket = socket;
        _socket.NoDelay = true;
        _framer = new SipStreamFramer(context.Limits);
        _queue = Channel.CreateBounded<(ReadOnlyMemory<byte>, long)>(
            new BoundedChannelOptions(context.Options.SendQueue) { FullMode = BoundedChannelFullMode.Wait });
        _lastTrafficAt = context.Time.GetTimestamp();
        _waitsForMessageSince = context.IsIncoming ? _lastTrafficAt : 0;
    }

    public long Id => _context.Flow.ConnectionId;

    public IPEndPoint Remote => _context.Flow.Remote;

    public bool IsIncoming => _context.IsIncoming;

    public void Start() => _ = Task.Run(RunAsync);

    /// <returns>False when the connection is closed, or its queue is full and it closes now.</returns>
    public bool TrySend(ReadOnlyMemory<byte> message, long token)
    {
        if (_queue.Writer.TryWrite((message, token)))
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
        _socket.Dispose();
        _context.Closed(this);
        while (_queue.Reader.TryRead(out var unsent))
        {
            _context.Sink.OnSendFailed(unsent.Token);
        }
    }

    public void CloseIfOverdue()
    {
        var now = _context.Time.GetTimestamp();
        var since = Volatile.Read(ref _waitsForMessageSince);
        if ((since != 0 && _context.Time.GetElapsedTime(since, now) > _context.Options.MessageTimeout)
            || _context.Time.GetElapsedTime(Volatile.Read(ref _lastTrafficAt), now) > _context.Options.IdleTimeout)
        {
            _context.Sink.OnRejected(_context.Flow, since != 0 ? "StreamStalled" : "StreamIdle", 0);
            Close();
        }
    }

    private async Task RunAsync()
    {
        try
        {
            if (!IsIncoming)
            {
                using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
                deadline.CancelAfter(_context.Options.ConnectTimeout);
                await _socket.ConnectAsync(Remote, deadline.Token).ConfigureAwait(false);
            }

            await Task.WhenAny(ReadAsync(), WriteAsync()).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Not reachable in time: what waits in the queue fails below.
        }
        finally
        {
            Close();
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await _socket.ReceiveAsync(buffer, _stop.Token).ConfigureAwait(false) is var length and > 0)
            {
                Volatile.Write(ref _lastTrafficAt, _context.Time.GetTimestamp());
                _framer.Append(buffer.AsSpan(0, length));
                if (!TakeFrames())
                {
                    // The answer to what broke the stream still has to leave.
                    _queue.Writer.TryComplete();
                    await _queue.Reader.Completion.WaitAsync(_context.Options.ConnectTimeout, _context.Time, _stop.Token).ConfigureAwait(false);
                    return;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException or TimeoutException)
        {
            // Closed by either side.
        }
    }

    /// <returns>False when the stream cannot be read on.</returns>
    private bool TakeFrames()
    {
        while (true)
        {
            switch (_framer.Next())
            {
                case SipFrame.Message message:
                    MessageIntake.Take(message.Bytes, _context.Flow, _context.Limits, _context.Sink, Answer);
                    Volatile.Write(ref _waitsForMessageSince, 0);
                    break;
                case SipFrame.Ping:
                    Volatile.Write(ref _waitsForMessageSince, 0);
                    TrySend(Pong, 0);
                    break;
                case SipFrame.Fatal fatal:
                    MessageIntake.Refuse(fatal.Rejection, _context.Flow, _context.Sink, Answer);
                    return false;
                default:
                    if (_framer.Buffered > 0)
                    {
                        Interlocked.CompareExchange(ref _waitsForMessageSince, _context.Time.GetTimestamp(), 0);
                    }

                    return true;
            }
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            while (await _queue.Reader.WaitToReadAsync(_stop.Token).ConfigureAwait(false))
            {
                while (_queue.Reader.TryRead(out var next))
                {
                    await WriteAsync(next.Bytes, next.Token).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Closed by either side.
        }
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes, long token)
    {
        try
        {
            for (var sent = 0; sent < bytes.Length;)
            {
                sent += await _socket.SendAsync(bytes[sent..], _stop.Token).ConfigureAwait(false);
            }

            Volatile.Write(ref _lastTrafficAt, _context.Time.GetTimestamp());
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            _context.Sink.OnSendFailed(token);
            throw;
        }
    }

    private void Answer(ReadOnlyMemory<byte> bytes, SipFlow flow) => TrySend(bytes, 0);
}
