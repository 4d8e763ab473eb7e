using System.Net.Sockets;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Tests.Transport;

public sealed class SocketMarkingTests
{
    [Theory]
    [InlineData(AddressFamily.InterNetwork, 0, 1)]
    [InlineData(AddressFamily.InterNetworkV6, 41, 67)]
    public void A_socket_sends_with_the_DSCP_of_its_listener(AddressFamily family, int level, int option)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "option numbers of Linux");
        using var socket = new Socket(family, SocketType.Dgram, ProtocolType.Udp);
        SocketMarking.Mark(socket, SipListener.SignallingDscp);
        Span<byte> value = stackalloc byte[4];
        socket.GetRawSocketOption(level, option, value);
        Assert.Equal(24 << 2, BitConverter.ToInt32(value));
    }
}
