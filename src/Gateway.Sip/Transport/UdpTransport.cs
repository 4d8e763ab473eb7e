using System.Net;
using System.Net.Sockets;
using Gateway.Sip.Parsing;

namespace Gateway.Sip.Transport;

/// <summary>
/// SIP over UDP at one address, IPv4 or IPv6: one socket, one receiving thread that parses. Replies leave from the socket that was addressed; bind one
/// transport per address where that matters on a host with several.
/// </summary>
public sealed class UdpTransport : ISipTransport
{
    /// <summary>Room for bursts while the receiving thread waits for a processor.</summary>
    private const int SocketBufferBytes = 4 * 1024 * 1024;

    private readonly SipLimits _limits;
    private readonly LocalAddresses _localAddresses = new();
    private readonly Socket _socket;
    private ITransportSink? _sink;
    private Thread? _receiver;
    private volatile bool _disposed;

    public UdpTransport(SipListener listener, SipLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(listener);
        Listener = listener;
        LocalEndPoint = listener.Bind;
        _limits = limits ?? SipLimits.Default;
        _socket = new Socket(listener.Bind.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
    }

    public SipListener Listener { get; }

    public IPEndPoint LocalEndPoint { get; private set; }

    public void Start(ITransportSink sink)
    {
        _sink = sink;
        if (Listener.Bind.AddressFamily == AddressFamily.InterNetworkV6)
        {
            _socket.DualMode = false;
        }

        _socket.ReceiveBufferSize = SocketBufferBytes;
        _socket.SendBufferSize = SocketBufferBytes;
        IcmpErrors.Enable(_socket);
        SocketMarking.Mark(_socket, Listener.Dscp);
        _socket.Bind(Listener.Bind);
        LocalEndPoint = (IPEndPoint)_socket.LocalEndPoint!;
        _receiver = new Thread(Receive) { IsBackground = true, Name = $"sip-udp-{LocalEndPoint}" };
        _receiver.Start();
    }

    public void Send(ReadOnlyMemory<byte> message, SipFlow flow, long token)
    {
        ArgumentNullException.ThrowIfNull(flow);
        try
        {
            SendOnce(message, flow);
        }
        catch (SocketException e) when (IcmpErrors.IsPending(e))
        {
            // The error is an earlier datagram's and is taken off by reporting it; this one has not been sent.
            ReportIcmp();
            Retry(message, flow, token);
        }
        catch (SocketException)
        {
            _sink?.OnSendFailed(token);
        }
        catch (ObjectDisposedException)
        {
            // Disposal ends all transactions' hopes; nobody listens any more.
        }
    }

    public IPEndPoint LocalFor(IPEndPoint remote) => _localAddresses.For(LocalEndPoint, remote);

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _socket.Dispose();
        _receiver?.Join();
    }

    private void SendOnce(ReadOnlyMemory<byte> message, SipFlow flow) => _socket.SendTo(message.Span, SocketFlags.None, flow.Remote);

    private void Retry(ReadOnlyMemory<byte> message, SipFlow flow, long token)
    {
        try
        {
            SendOnce(message, flow);
        }
        catch (SocketException)
        {
            _sink?.OnSendFailed(token);
        }
        catch (ObjectDisposedException)
        {
            // As above.
        }
    }

    private void Receive()
    {
        var buffer = new byte[64 * 1024];
        EndPoint any = new IPEndPoint(Listener.Bind.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        while (!_disposed)
        {
            try
            {
                var from = any;
                var length = _socket.ReceiveFrom(buffer, SocketFlags.None, ref from);
                Take(buffer.AsSpan(0, length).ToArray(), (IPEndPoint)from);
            }
            catch (SocketException) when (!_disposed)
            {
                ReportIcmp();
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    private void Take(byte[] datagram, IPEndPoint from)
    {
        var local = _localAddresses.For(LocalEndPoint, from);
        MessageIntake.Take(datagram, new SipFlow(Listener.Name, SipTransportKind.Udp, local, from), _limits, _sink!, (bytes, flow) => Send(bytes, flow, 0));
    }

    private void ReportIcmp()
    {
        foreach (var lost in IcmpErrors.Drain(_socket))
        {
            _sink?.OnUndeliverable(lost);
        }
    }
}
