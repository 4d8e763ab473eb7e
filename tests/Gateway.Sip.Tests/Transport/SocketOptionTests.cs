using System.Net.Sockets;
using Gateway.Sip.Transport;
using Gateway.Sip.Transport.Streams;

namespace Gateway.Sip.Tests.Transport;

public sealed class SocketOptionTests
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

    [Fact]
    public void A_peer_that_acknowledges_nothing_is_given_up_by_the_system_after_ten_seconds()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "option numbers of Linux");
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        HalfOpenPeers.Notice(socket, new TcpOptions().UnacknowledgedTimeout);
        Span<byte> value = stackalloc byte[4];
        socket.GetRawSocketOption(6, 18, value);
        Assert.Equal(10_000, BitConverter.ToInt32(value));
        Assert.Equal(1, (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)!);
    }
}
