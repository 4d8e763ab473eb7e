using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Gateway.Media.Rtp;

namespace Gateway.Media.Engine.Portable;

/// <summary>
/// UDP sockets of one portable media loop, each with a thread that receives. Opened, closed and sent on under the loop's lock, in which the
/// threads also hand over what they received.
/// </summary>
internal sealed class BlockingPacketIo(string name, BlockingPacketIo.OnReceived received) : IPacketIo
{
    private const int BufferLength = 2048;
    private const int StackLength = 128 * 1024;
    private const int ExpeditedForwarding = 46 << 2;

    /// <summary>A socket that only fails is given up: its silence tells.</summary>
    private const int MostFailures = 1000;

    private readonly List<Thread> _threads = [];
    private (Port Rtp, Port Rtcp)?[] _ports = [];

    public delegate void OnReceived(Port port, Span<byte> packet);

    public string? TryOpen(LegSlot slot, RtpPorts ports)
    {
        if (slot.Index >= _ports.Length)
        {
            Array.Resize(ref _ports, Math.Max(64, 2 * (slot.Index + 1)));
        }

        Port? rtp = null;
        try
        {
            rtp = new Port(slot, false, ports.Bind, ports.RtpPort);
            var rtcp = new Port(slot, true, ports.Bind, ports.RtcpPort);
            _ports[slot.Index] = (rtp, rtcp);
            _threads.RemoveAll(t => !t.IsAlive);
            Start(rtp);
            Start(rtcp);
            return null;
        }
        catch (SocketException fault)
        {
            rtp?.Dispose();
            return fault.Message;
        }
    }

    public void Close(LegSlot slot)
    {
        if (slot.Index < _ports.Length && _ports[slot.Index] is { } ports && ports.Rtp.Slot == slot)
        {
            _ports[slot.Index] = null;
            ports.Rtp.Dispose();
            ports.Rtcp.Dispose();
        }
    }

    public bool TrySend(LegSlot slot, bool rtcp, ReadOnlySpan<byte> packet, in PacketAddress to) =>
        _ports[slot.Index] is { } ports && (rtcp ? ports.Rtcp : ports.Rtp).TrySend(packet, to);

    /// <summary>After all legs are closed: waits for the threads.</summary>
    public void Join()
    {
        foreach (var thread in _threads)
        {
            thread.Join();
        }
    }

    private void Start(Port port)
    {
        var thread = new Thread(() => port.Receive(received), StackLength) { IsBackground = true, Name = $"{name}-{port.Slot.Index}" };
        _threads.Add(thread);
        thread.Start();
    }

    /// <summary>One socket. Its receiving thread owns the buffer and the source; sending is under the loop's lock.</summary>
    internal sealed class Port : IDisposable
    {
        private readonly Socket _socket;
        private readonly bool _isIPv6;
        private readonly System.Net.SocketAddress _source;
        private readonly System.Net.SocketAddress _target;
        private volatile bool _closed;

        /// <exception cref="SocketException">It cannot be bound.</exception>
        public Port(LegSlot slot, bool isRtcp, IPAddress bind, int port)
        {
            Slot = slot;
            IsRtcp = isRtcp;
            _isIPv6 = bind.AddressFamily == AddressFamily.InterNetworkV6;
            _source = new System.Net.SocketAddress(bind.AddressFamily);
            _target = new System.Net.SocketAddress(bind.AddressFamily);
            _socket = new Socket(bind.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                if (_isIPv6)
                {
                    _socket.DualMode = true;
                }

                Mark();
                _socket.Bind(new IPEndPoint(bind, port));
            }
            catch (SocketException)
            {
                _socket.Dispose();
                throw;
            }
        }

        public LegSlot Slot { get; }

        public bool IsRtcp { get; }

        /// <summary>Of the datagram in hand.</summary>
        public PacketAddress LastSource { get; private set; }

        /// <summary>Until the socket is closed.</summary>
        public void Receive(OnReceived received)
        {
            var buffer = GC.AllocateUninitializedArray<byte>(BufferLength, pinned: true);
            for (var failures = 0; !_closed && failures < MostFailures;)
            {
                int length;
                try
                {
                    length = _socket.ReceiveFrom(buffer, SocketFlags.None, _source);
                }
                catch (SocketException fault)
                {
                    // A refusal tells of something that was sent before, and each comes once.
                    failures += IsRefusal(fault) ? 0 : 1;
                    continue;
                }
                catch (ObjectDisposedException)
                {
                    return;
                }

                failures = 0;
                LastSource = Read(_source.Buffer.Span);
                received(this, buffer.AsSpan(0, length));
            }
        }

        public bool TrySend(ReadOnlySpan<byte> packet, in PacketAddress to)
        {
            if (_closed || (!_isIPv6 && !to.IsIPv4))
            {
                return false;
            }

            Write(_target.Buffer.Span, to);
            for (var attempt = 0; attempt < 2; attempt++)
            {
                try
                {
                    return _socket.SendTo(packet, SocketFlags.None, _target) == packet.Length;
                }
                catch (SocketException fault) when (IsRefusal(fault))
                {
                    // Tells of an earlier packet and leaves this one unsent.
                }
                catch (SocketException)
                {
                    return false;
                }
            }

            return false;
        }

        public void Dispose()
        {
            _closed = true;
            _socket.Dispose();
        }

        private static bool IsRefusal(SocketException fault) =>
            fault.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset;

        // RFC 4594; a system that refuses it still carries calls.
        private void Mark()
        {
            try
            {
                _socket.SetSocketOption(
                    _isIPv6 ? SocketOptionLevel.IPv6 : SocketOptionLevel.IP, SocketOptionName.TypeOfService, ExpeditedForwarding);
            }
            catch (SocketException)
            {
            }
        }

        // sockaddr_in: port at 2, address at 4; sockaddr_in6: port at 2, address at 8, scope at 24; alike on all systems.
        private PacketAddress Read(ReadOnlySpan<byte> address)
        {
            var port = BinaryPrimitives.ReadUInt16BigEndian(address[2..]);
            return _isIPv6
                ? PacketAddress.IPv6(address.Slice(8, 16), port, BitConverter.ToUInt32(address[24..]))
                : PacketAddress.IPv4(BinaryPrimitives.ReadUInt32BigEndian(address[4..]), port);
        }

        private void Write(Span<byte> address, in PacketAddress value)
        {
            BinaryPrimitives.WriteUInt16BigEndian(address[2..], value.Port);
            if (_isIPv6)
            {
                value.WriteIPv6(address[8..]);
                BitConverter.TryWriteBytes(address[24..], value.Scope);
            }
            else
            {
                BinaryPrimitives.WriteUInt32BigEndian(address[4..], (uint)value.Low);
            }
        }
    }
}
