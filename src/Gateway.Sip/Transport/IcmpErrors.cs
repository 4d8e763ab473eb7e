using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Gateway.Sip.Transport;

/// <summary>
/// ICMP errors of a UDP socket on Linux (IP_RECVERR, ip(7)): the system gives back the datagram that could not be delivered, so that the transaction
/// concerned fails and no other. Elsewhere nothing is reported and timers decide.
/// </summary>
internal static unsafe partial class IcmpErrors
{
    private const int SolIp = 0, IpRecvErr = 11, SolIpv6 = 41, Ipv6RecvErr = 25;
    private const int MsgErrQueue = 0x2000, MsgDontWait = 0x40;
    private const int MaxDrained = 64;

    public static void Enable(Socket socket)
    {
        if (OperatingSystem.IsLinux())
        {
            var isV4 = socket.AddressFamily == AddressFamily.InterNetwork;
            socket.SetRawSocketOption(isV4 ? SolIp : SolIpv6, isV4 ? IpRecvErr : Ipv6RecvErr, BitConverter.GetBytes(1));
        }
    }

    /// <summary>True for an error that ICMP left on the socket, whatever datagram it was about.</summary>
    public static bool IsPending(SocketException e) => e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.HostUnreachable
        or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.MessageSize or SocketError.ConnectionReset;

    /// <summary>Takes the queued errors off the socket; each is the beginning of the datagram that was lost.</summary>
    public static List<byte[]> Drain(Socket socket)
    {
        List<byte[]> lost = [];
        if (!OperatingSystem.IsLinux())
        {
            return lost;
        }

        var payload = stackalloc byte[2048];
        var control = stackalloc byte[512];
        var handle = socket.SafeHandle;
        var added = false;
        try
        {
            handle.DangerousAddRef(ref added);
            while (lost.Count < MaxDrained)
            {
                var vector = new IoVector { Base = payload, Length = 2048 };
                var header = new MessageHeader { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = 512 };
                var length = (int)recvmsg((int)handle.DangerousGetHandle(), &header, MsgErrQueue | MsgDontWait);
                if (length < 0)
                {
                    return lost;
                }

                lost.Add(new Span<byte>(payload, length).ToArray());
            }
        }
        catch (ObjectDisposedException)
        {
            // The socket is gone, and with it its errors.
        }
        finally
        {
            if (added)
            {
                handle.DangerousRelease();
            }
        }

        return lost;
    }

    [LibraryImport("libc", EntryPoint = "recvmsg")]
#pragma warning disable IDE1006, SYSLIB1054, CA5392 // The C library's own name.
    private static partial nint recvmsg(int socket, MessageHeader* header, int flags);
#pragma warning restore IDE1006, SYSLIB1054, CA5392

    [StructLayout(LayoutKind.Sequential)]
    private struct IoVector
    {
        public byte* Base;
        public nuint Length;
    }

    /// <summary>struct msghdr of 64-bit Linux (glibc and musl agree for the fields used).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }
}
