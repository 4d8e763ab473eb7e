using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Gateway.Sip.Parsing;
using Gateway.Sip.Transport.Streams;
using Gateway.Sip.Transport.Tls;

namespace Gateway.Sip.Transport;

/// <summary>
/// SIP over TCP, TLS, WebSocket or secure WebSocket at one address, IPv4 or IPv6 (RFC 3261 §18, RFC 7118): accepts and opens connections, each
/// with a bounded send queue and one writer; each does its handshakes by itself, under a deadline. A response goes back on the connection of its
/// request; when that is gone, and for requests, a connection to the peer is reused or opened (never a WebSocket: those are the phone's to open).
/// </summary>
public sealed class TcpTransport : ISipTransport, ITcpConnectionOwner
{
    private readonly TcpOptions _options;
    private readonly SipLimits _limits;
    private readonly TimeProvider _time;
    private readonly TlsOptions? _tls;
    private readonly WireOpener _opener;
    private readonly ConnectionLimits _admission;
    private readonly LocalAddresses _localAddresses = new();
    private readonly ConcurrentDictionary<long, TcpConnection> _connections = new();
    private readonly ConcurrentDictionary<IPEndPoint, TcpConnection> _byRemote = new();
    private readonly Socket _socket;
    private readonly CancellationTokenSource _stop = new();
    private ITransportSink? _sink;
    private ITimer? _sweep;
    private long _lastId;

    /// <param name="tls">Needed for the secure transports.</param>
    public TcpTransport(SipListener listener, TimeProvider time, TcpOptions? options = null, SipLimits? limits = null, TlsOptions? tls = null)
    {
        ArgumentNullException.ThrowIfNull(listener);
        ArgumentNullException.ThrowIfNull(time);
        Listener = listener;
        LocalEndPoint = listener.Bind;
        _time = time;
        _tls = tls;
        _options = options ?? new TcpOptions();
        _limits = limits ?? SipLimits.Default;
        _opener = new WireOpener(listener.Transport, tls, _options, _limits);
        _admission = new ConnectionLimits(_options);
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
        SocketMarking.Mark(_socket, Listener.Dscp);
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

        var connection = _connections.GetValueOrDefault(flow.ConnectionId) ?? Reusable(flow) ?? Open(flow);
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

    void ITcpConnectionOwner.OnSpoken() => _admission.Spoken();

    void ITcpConnectionOwner.OnHandshakeFailed(SipFlow flow, string reason)
    {
        _sink!.OnRejected(flow, "HandshakeFailed", 0);
        _tls?.HandshakeFailed(flow, reason);
    }

    void ITcpConnectionOwner.OnClosed(TcpConnection connection)
    {
        if (!_connections.TryRemove(connection.Id, out _))
        {
            return;
        }

        _byRemote.TryRemove(new(connection.Remote, connection));
        if (connection.IsIncoming)
        {
            _admission.Leave(connection.Remote.Address, connection.HasSpoken);
            if (connection.HasSpoken && !_stop.IsCancellationRequested)
            {
                _sink!.OnFlowClosed(connection.Flow);
            }
        }
        else
        {
            _admission.LeaveOpened();
        }

        _sink!.OnConnections(Listener.Transport, -1);
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

        if (_admission.TryAccept(remote.Address) is { } refusal)
        {
            _sink?.OnRejected(new SipFlow(Listener.Name, Listener.Transport, LocalEndPoint, remote), refusal, 0);
            socket.Dispose();
            return;
        }

        SocketMarking.Mark(socket, Listener.Dscp);
        Track(new TcpConnection(Context(NewFlow(remote), isIncoming: true), socket));
    }

    /// <summary>A connection to that address, if its peer is (or will be) the one that is asked for.</summary>
    private TcpConnection? Reusable(SipFlow flow) =>
        _byRemote.GetValueOrDefault(flow.Remote) is { } connection
            && (flow.PeerName is not { } name || connection.Flow.PeerName == name || connection.Flow.Peer?.Has(name) == true)
            ? connection : null;

    private TcpConnection? Open(SipFlow flow)
    {
        if (Listener.Transport.IsWebSocket() || !_admission.TryOpen())
        {
            return null;
        }

        // Not bound to the listener's port: the peer may hold a connection with these four numbers already. The address is the listener's.
        var socket = new Socket(flow.Remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            SocketMarking.Mark(socket, Listener.Dscp);
            socket.Bind(new IPEndPoint(LocalEndPoint.Address, 0));
        }
        catch (SocketException)
        {
            socket.Dispose();
            _admission.LeaveOpened();
            return null;
        }

        var expected = NewFlow(flow.Remote) with { Peer = flow.Peer, PeerName = flow.PeerName };
        var connection = new TcpConnection(Context(expected, isIncoming: false), socket);
        Track(connection);
        return connection;
    }

    private SipFlow NewFlow(IPEndPoint remote) =>
        new(Listener.Name, Listener.Transport, LocalFor(remote), remote, Interlocked.Increment(ref _lastId));

    private TcpConnectionContext Context(SipFlow flow, bool isIncoming) => new(flow, isIncoming, _options, _limits, _time, _sink!, _opener, this);

    private void Track(TcpConnection connection)
    {
        _connections[connection.Id] = connection;
        _byRemote[connection.Remote] = connection;
        _sink!.OnConnections(Listener.Transport, 1);
        connection.Start();
        if (_stop.IsCancellationRequested)
        {
            connection.Close();
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
