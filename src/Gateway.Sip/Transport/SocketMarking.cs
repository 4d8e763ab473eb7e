using System.Net.Sockets;

namespace Gateway.Sip.Transport;

/// <summary>DSCP in the IP header (RFC 2474, RFC 4594): what routers may prefer.</summary>
internal static class SocketMarking
{
    private const int Ipv6 = 41, Ipv6TrafficClass = 67;

    /// <summary>Best effort: a system that refuses sends unmarked.</summary>
    /// <param name="dscp">0 to 63.</param>
    public static void Mark(Socket socket, int dscp)
    {
        if (dscp == 0)
        {
            return;
        }

        try
        {
            if (socket.AddressFamily == AddressFamily.InterNetwork)
            {
                socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.TypeOfService, dscp << 2);
            }
            else if (OperatingSystem.IsLinux())
            {
                socket.SetRawSocketOption(Ipv6, Ipv6TrafficClass, BitConverter.GetBytes(dscp << 2));
            }
        }
        catch (SocketException)
        {
            // As said: marked or not, it is sent.
        }
    }
}
