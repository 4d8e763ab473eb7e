using System.Buffers.Binary;
using Gateway.Media.Rtp;

namespace Gateway.Media.Engine.Linux;

/// <summary>Socket addresses in native memory.</summary>
/// <remarks>
/// sockaddr_in: family 2 octets, port 2, address 4, zeros 8. sockaddr_in6: family 2, port 2, flow 4, address 16, scope 4.
/// Family and scope are in the machine's order, port and address in the network's.
/// </remarks>
internal static unsafe class SocketAddress
{
    public const uint LengthIPv4 = 16;
    public const uint LengthIPv6 = 28;

    public static PacketAddress Read(byte* address)
    {
        var port = BinaryPrimitives.ReadUInt16BigEndian(new ReadOnlySpan<byte>(address + 2, 2));
        return *(ushort*)address == LinuxNative.FamilyIPv4
            ? PacketAddress.IPv4(BinaryPrimitives.ReadUInt32BigEndian(new ReadOnlySpan<byte>(address + 4, 4)), port)
            : PacketAddress.IPv6(new ReadOnlySpan<byte>(address + 8, 16), port, *(uint*)(address + 24));
    }

    /// <param name="address">Room for <see cref="LengthIPv6"/> octets.</param>
    /// <param name="asIPv6">The socket's family; IPv4 goes mapped through an IPv6 socket.</param>
    /// <returns>Octets written.</returns>
    public static uint Write(byte* address, bool asIPv6, in PacketAddress value)
    {
        var length = asIPv6 ? LengthIPv6 : LengthIPv4;
        new Span<byte>(address, (int)length).Clear();
        *(ushort*)address = (ushort)(asIPv6 ? LinuxNative.FamilyIPv6 : LinuxNative.FamilyIPv4);
        BinaryPrimitives.WriteUInt16BigEndian(new Span<byte>(address + 2, 2), value.Port);
        if (asIPv6)
        {
            value.WriteIPv6(new Span<byte>(address + 8, 16));
            *(uint*)(address + 24) = value.Scope;
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(new Span<byte>(address + 4, 4), (uint)value.Low);
        }

        return length;
    }
}
