using System.Net.Sockets;

namespace Gateway.Sip.Transport.Streams;

/// <summary>Lets the system find peers that have gone without a word (half open): TCP_USER_TIMEOUT (RFC 5482) and keep-alive probes.</summary>
internal static class HalfOpenPeers
{
    private const int LevelTcp = 6, UserTimeout = 18;
    private const int ProbeAfterSeconds = 60, ProbeEverySeconds = 5, Probes = 3;

    /// <summary>Best effort: a system that refuses finds them later.</summary>
    public static void Notice(Socket socket, TimeSpan unacknowledged)
    {
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, ProbeAfterSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, ProbeEverySeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
            if (OperatingSystem.IsLinux())
            {
                socket.SetRawSocketOption(LevelTcp, UserTimeout, BitConverter.GetBytes((int)unacknowledged.TotalMilliseconds));
            }
        }
        catch (SocketException)
        {
            // As said.
        }
    }
}
