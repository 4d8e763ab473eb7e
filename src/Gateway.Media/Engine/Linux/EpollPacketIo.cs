using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Gateway.Media.Rtp;

namespace Gateway.Media.Engine.Linux;

/// <summary>
/// UDP sockets of one media loop and the epoll set that watches them. One thread, except <see cref="Wake"/>. Level-triggered, one datagram
/// per socket and round: a flood on one port gets one turn like everybody else.
/// </summary>
internal sealed unsafe class EpollPacketIo : IPacketIo, IDisposable
{
    private const int MostEvents = 512;
    private const int BufferLength = 2048;
    private const int ExpeditedForwarding = 46 << 2;
    private const int NoDescriptor = -1;
    private const int RtcpBit = 1 << 30;
    private const ulong WakeMark = ulong.MaxValue;

    // The kernel packs struct epoll_event on x64 only.
    private static readonly bool Packed = RuntimeInformation.ProcessArchitecture == Architecture.X64;
    private static readonly int EventLength = Packed ? 12 : 16;
    private static readonly int DataOffset = Packed ? 4 : 8;

    private readonly int _epoll;
    private readonly int _wake;
    private readonly byte* _events;
    private readonly byte* _buffer;
    private readonly byte* _address;
    private Sockets[] _sockets = [];

    /// <exception cref="IOException">The system gives no epoll or eventfd descriptor.</exception>
    public EpollPacketIo()
    {
        _epoll = Check(LinuxNative.EpollCreate(LinuxNative.CloseOnExec), "epoll_create1");
        _wake = Check(LinuxNative.EventDescriptor(0, LinuxNative.NonBlocking | LinuxNative.CloseOnExec), "eventfd");
        _events = (byte*)NativeMemory.AllocZeroed((nuint)(MostEvents * EventLength));
        _buffer = (byte*)NativeMemory.Alloc(BufferLength);
        _address = (byte*)NativeMemory.AllocZeroed(SocketAddress.LengthIPv6);
        Check(Add(_wake, WakeMark), "epoll_ctl");
    }

    /// <summary>Ends a wait. Thread-safe.</summary>
    public void Wake()
    {
        var one = 1UL;
        _ = LinuxNative.Write(_wake, &one, sizeof(ulong));
    }

    /// <summary>Waits until something is ready, then hands one datagram per ready socket to the core.</summary>
    /// <param name="timeoutMs">0: do not wait; -1: until something comes.</param>
    /// <returns>False when nothing was ready.</returns>
    public bool Receive(MediaLoopCore core, MediaTime time, int timeoutMs)
    {
        var count = LinuxNative.EpollWait(_epoll, _events, MostEvents, timeoutMs);
        if (count <= 0)
        {
            return false;
        }

        var now = time.Now;
        for (var i = 0; i < count; i++)
        {
            var at = _events + (i * EventLength);
            var data = *(ulong*)(at + DataOffset);
            if (data == WakeMark)
            {
                ulong counter;
                _ = LinuxNative.Read(_wake, &counter, sizeof(ulong));
                continue;
            }

            var index = (int)(uint)data;
            var slot = new LegSlot(index & ~RtcpBit, (uint)(data >> 32));
            ReceiveOne(core, slot, (index & RtcpBit) != 0, *(uint*)at, now);
        }

        return true;
    }

    public string? TryOpen(LegSlot slot, RtpPorts ports)
    {
        if (slot.Index >= _sockets.Length)
        {
            var length = _sockets.Length;
            Array.Resize(ref _sockets, Math.Max(64, 2 * (slot.Index + 1)));
            Array.Fill(_sockets, new Sockets(NoDescriptor, NoDescriptor, 0, false), length, _sockets.Length - length);
        }

        var isIPv6 = ports.Bind.AddressFamily == AddressFamily.InterNetworkV6;
        var rtp = OpenSocket(ports.Bind, ports.RtpPort, out var trouble);
        var rtcp = rtp < 0 ? NoDescriptor : OpenSocket(ports.Bind, ports.RtcpPort, out trouble);
        if (rtcp >= 0)
        {
            var data = ((ulong)slot.Generation << 32) | (uint)slot.Index;
            if (Add(rtp, data) == 0 && Add(rtcp, data | RtcpBit) == 0)
            {
                _sockets[slot.Index] = new Sockets(rtp, rtcp, slot.Generation, isIPv6);
                return null;
            }

            trouble = LinuxNative.LastError();
        }

        CloseSocket(rtp);
        CloseSocket(rtcp);
        return trouble ?? "unknown error";
    }

    public void Close(LegSlot slot)
    {
        if (slot.Index < _sockets.Length && _sockets[slot.Index].Generation == slot.Generation)
        {
            // Closing takes a descriptor out of the epoll set.
            CloseSocket(_sockets[slot.Index].Rtp);
            CloseSocket(_sockets[slot.Index].Rtcp);
            _sockets[slot.Index] = new Sockets(NoDescriptor, NoDescriptor, 0, false);
        }
    }

    public bool TrySend(LegSlot slot, bool rtcp, ReadOnlySpan<byte> packet, in PacketAddress to)
    {
        ref var sockets = ref _sockets[slot.Index];
        if (!sockets.IsIPv6 && !to.IsIPv4)
        {
            return false;
        }

        var descriptor = rtcp ? sockets.Rtcp : sockets.Rtp;
        byte* address = stackalloc byte[(int)SocketAddress.LengthIPv6];
        var addressLength = SocketAddress.Write(address, sockets.IsIPv6, to);
        fixed (byte* bytes = packet)
        {
            if (LinuxNative.SendTo(descriptor, bytes, (nuint)packet.Length, 0, address, addressLength) >= 0)
            {
                return true;
            }

            // A refusal tells of an earlier packet and leaves this one unsent.
            return Marshal.GetLastPInvokeError() is LinuxNative.ConnectionRefusedError or LinuxNative.InterruptedError
                && LinuxNative.SendTo(descriptor, bytes, (nuint)packet.Length, 0, address, addressLength) >= 0;
        }
    }

    public void Dispose()
    {
        foreach (var sockets in _sockets)
        {
            CloseSocket(sockets.Rtp);
            CloseSocket(sockets.Rtcp);
        }

        CloseSocket(_wake);
        CloseSocket(_epoll);
        NativeMemory.Free(_events);
        NativeMemory.Free(_buffer);
        NativeMemory.Free(_address);
    }

    private void ReceiveOne(MediaLoopCore core, LegSlot slot, bool rtcp, uint ready, long now)
    {
        ref var sockets = ref _sockets[slot.Index];
        if (sockets.Generation != slot.Generation)
        {
            return;
        }

        var descriptor = rtcp ? sockets.Rtcp : sockets.Rtp;
        if ((ready & LinuxNative.EpollError) != 0)
        {
            ReadErrors(core, slot, rtcp, descriptor, now);
        }

        var addressLength = SocketAddress.LengthIPv6;
        var length = LinuxNative.ReceiveFrom(descriptor, _buffer, BufferLength, 0, _address, &addressLength);
        if (length < 0)
        {
            return;
        }

        core.HandleDatagram(slot, rtcp, new Span<byte>(_buffer, (int)length), SocketAddress.Read(_address), now);
    }

    /// <summary>ICMP errors wait in the error queue, each with the address that could not be reached (ip(7), IP_RECVERR).</summary>
    private void ReadErrors(MediaLoopCore core, LegSlot slot, bool rtcp, int descriptor, long now)
    {
        while (true)
        {
            var addressLength = SocketAddress.LengthIPv6;
            var length = LinuxNative.ReceiveFrom(
                descriptor,
                _buffer,
                BufferLength,
                LinuxNative.MessageErrorQueue | LinuxNative.MessageDontWait,
                _address,
                &addressLength);
            if (length < 0)
            {
                return;
            }

            if (!rtcp && addressLength > 0)
            {
                core.OnUnreachable(slot, SocketAddress.Read(_address), now);
            }
        }
    }

    private static int OpenSocket(IPAddress bind, int port, out string? trouble)
    {
        var isIPv6 = bind.AddressFamily == AddressFamily.InterNetworkV6;
        var descriptor = LinuxNative.Socket(
            isIPv6 ? LinuxNative.FamilyIPv6 : LinuxNative.FamilyIPv4,
            LinuxNative.Datagram | LinuxNative.NonBlocking | LinuxNative.CloseOnExec,
            0);
        if (descriptor < 0)
        {
            trouble = LinuxNative.LastError();
            return NoDescriptor;
        }

        if (isIPv6)
        {
            SetOption(descriptor, LinuxNative.LevelIPv6, LinuxNative.IPv6Only, 0);
            SetOption(descriptor, LinuxNative.LevelIPv6, LinuxNative.IPv6ReceiveErrors, 1);
            SetOption(descriptor, LinuxNative.LevelIPv6, LinuxNative.IPv6TrafficClass, ExpeditedForwarding);
        }
        else
        {
            SetOption(descriptor, LinuxNative.LevelIPv4, LinuxNative.IPv4ReceiveErrors, 1);
            SetOption(descriptor, LinuxNative.LevelIPv4, LinuxNative.IPv4TypeOfService, ExpeditedForwarding);
        }

        byte* address = stackalloc byte[(int)SocketAddress.LengthIPv6];
        Span<byte> octets = stackalloc byte[16];
        bind.TryWriteBytes(octets, out _);
        var value = isIPv6
            ? PacketAddress.IPv6(octets, (ushort)port, (uint)bind.ScopeId)
            : PacketAddress.IPv4(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(octets), (ushort)port);
        if (LinuxNative.Bind(descriptor, address, SocketAddress.Write(address, isIPv6, value)) != 0)
        {
            trouble = LinuxNative.LastError();
            CloseSocket(descriptor);
            return NoDescriptor;
        }

        trouble = null;
        return descriptor;
    }

    /// <summary>Options improve service; a system that refuses one still carries calls.</summary>
    private static void SetOption(int descriptor, int level, int name, int value) =>
        _ = LinuxNative.SetOption(descriptor, level, name, &value, sizeof(int));

    private int Add(int descriptor, ulong data)
    {
        byte* epollEvent = stackalloc byte[16];
        *(uint*)epollEvent = LinuxNative.EpollIn;
        *(ulong*)(epollEvent + DataOffset) = data;
        return LinuxNative.EpollControl(_epoll, LinuxNative.EpollAdd, descriptor, epollEvent);
    }

    private static void CloseSocket(int descriptor)
    {
        if (descriptor >= 0)
        {
            _ = LinuxNative.Close(descriptor);
        }
    }

    private static int Check(int result, string call) =>
        result >= 0 ? result : throw new IOException($"{call}: {LinuxNative.LastError()}");

    private readonly record struct Sockets(int Rtp, int Rtcp, uint Generation, bool IsIPv6);
}
