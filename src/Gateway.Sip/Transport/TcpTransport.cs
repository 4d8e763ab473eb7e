using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Gateway.Sip.Parsing;

namespace Gateway.Sip.Transport;

/// <summary>
/// SIP over TCP at one address, IPv4 or IPv6 (RFC 3261 §18): accepts and opens connections, each with a bounded send queue and one writer. A response
/// goes back on the connection of its request; when that is gone, and for requests, a connection to the peer is reused or opened with a deadline.
/// </summary>
public sealed class TcpTransport : ISipTransport
{
    private readonly TcpOptions _options;
    private readonly SipLimits _limits;
    private readonly TimeProvider _time;
    private readonly LocalAddresses _localAddresses = new();
    private readonly ConcurrentDictionary<long, TcpConnection> _connections = new();
    private readonly ConcurrentDictionary<IPEndPoint, TcpConnection> _byRemote = new();
    private readonly ConcurrentDictionary<IPAddress, int> _bySource = new();
    private readonly Socket _socket;
    private readonly CancellationTokenSource _stop = new();
    private ITransportSink? _sink;
    private ITimer? _sweep;
    private long _lastId;

    public TcpTransport(SipListener listener, TimeProvider time, TcpOptions? options = null, SipLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(listener);
        ArgumentNullException.ThrowIfNull(time);
        Listener = listener;
        LocalEndPoint = listener.Bind;
        _time = time;
        _options = options ?? new TcpOptions();
        _limits = limits ?? SipLimits.Default;
        _socket = new Socket(listener.Bind.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
    }

    public SipListener Listener { get; }

    public IPEndPoint LocalEndPoint { get; private set; }

    /// <summary>Connections open now, either way.</summary>
    public int Connections => _connections.Count;

    public void Start(ITransportSink sink)
    {
        _sink = sink;
        if (Listener.Bind.AddressFamily == AddressFamily.InterNetworkV6)
        {
            _socket.DualMode = false;
        }

        _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _socket.Bind(Listener.Bind);
        _socket.Listen(512);
        LocalEndPoint = (IPEndPoint)_socket.LocalEndPoint!;
        _sweep = _time.CreateTimer(_ => Sweep(), null, _options.SweepInterval, _options.SweepInterval);
        _ = Task.Run(AcceptAsync);
    }

    public void Send(ReadOnlyMemory<byte> message, SipFlow flow, long token)
    {
        ArgumentNullException.ThrowIfNull(flow);
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        var connection = _connections.GetValueOrDefault(flow.ConnectionId) ?? _byRemote.GetValueOrDefault(flow.Remote) ?? Open(flow.Remote);
        if (connection is null || !connection.TrySend(message, token))
        {
            _sink?.OnSendFailed(token);
        }
    }

    public IPEndPoint LocalFor(IPEndPoint remote) => _localAddresses.For(LocalEndPoint, remote);

    public void Dispose()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        _stop.Cancel();
        _sweep?.Dispose();
        _socket.Dispose();
        foreach (var connection in _connections.Values)
        {
            connection.Close();
        }

        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Admit(await _socket.AcceptAsync(_stop.Token).ConfigureAwait(false));
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // A connection that died in the queue, or no descriptors left: the next one may fare better, but not at once.
                await Task.Delay(_options.AcceptPause, _time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private void Admit(Socket socket)
    {
        if (socket.RemoteEndPoint is not IPEndPoint remote)
        {
            socket.Dispose();
            return;
        }

        var ofSource = _bySource.AddOrUpdate(remote.Address, 1, static (_, count) => count + 1);
        if (_connections.Count >= _options.MaxConnections || ofSource > _options.MaxConnectionsPerSource)
        {
            _sink?.OnRejected(new SipFlow(Listener.Name, SipTransportKind.Tcp, LocalEndPoint, remote), "TooManyConnections", 0);
            ForgetSource(remote.Address);
            socket.Dispose();
            return;
        }

        Track(new TcpConnection(Context(remote, isIncoming: true), socket));
    }

    private TcpConnection? Open(IPEndPoint remote)
    {
        if (_connections.Count >= _options.MaxConnections)
        {
            return null;
        }

        // Not bound to the listener's port: the peer may hold a connection with these four numbers already. The address is the listener's.
        var socket = new Socket(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(LocalEndPoint.Address, 0));
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }

        var connection = new TcpConnection(Context(remote, isIncoming: false), socket);
        Track(connection);
        return connection;
    }

    private TcpConnectionContext Context(IPEndPoint remote, bool isIncoming)
    {
        var id = Interlocked.Increment(ref _lastId);
        var flow = new SipFlow(Listener.Name, SipTransportKind.Tcp, LocalFor(remote), remote, id);
        return new TcpConnectionContext(flow, isIncoming, _options, _limits, _time, _sink!, Closed);
    }

    private void Track(TcpConnection connection)
    {
        _connections[connection.Id] = connection;
        _byRemote[connection.Remote] = connection;
        _sink!.OnConnections(1);
        connection.Start();
        if (_stop.IsCancellationRequested)
        {
            connection.Close();
        }
    }

    private void Closed(TcpConnection connection)
    {
        if (_connections.TryRemove(connection.Id, out _))
        {
            _byRemote.TryRemove(new(connection.Remote, connection));
            if (connection.IsIncoming)
            {
                ForgetSource(connection.Remote.Address);
            }

            _sink!.OnConnections(-1);
        }
    }

    private void ForgetSource(IPAddress source)
    {
        var left = _bySource.AddOrUpdate(source, 0, static (_, count) => count - 1);
        if (left <= 0)
        {
            _bySource.TryRemove(new(source, left));
        }
    }

    private void Sweep()
    {
        foreach (var connection in _connections.Values)
        {
            connection.CloseIfOverdue();
        }
    }
}
