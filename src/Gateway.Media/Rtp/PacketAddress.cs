using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Gateway.Media.Rtp;

/// <summary>
/// An IP address and port as a value, so that comparing and storing sources allocates nothing. IPv4 is kept IPv4-mapped
/// (RFC 4291 §2.5.5.2).
/// </summary>
public readonly record struct PacketAddress(ulong High, ulong Low, ushort Port, uint Scope)
{
    private const ulong MappedPrefix = 0x0000_FFFF_0000_0000;

    /// <summary>True for the default value: no address.</summary>
    public bool IsNone => Port == 0;

    public bool IsIPv4 => High == 0 && (Low & 0xFFFF_FFFF_0000_0000) == MappedPrefix;

    /// <summary>The same host on another port.</summary>
    public PacketAddress WithPort(int port) => this with { Port = (ushort)port };

    public bool IsSameHost(in PacketAddress other) => High == other.High && Low == other.Low && Scope == other.Scope;

    public static PacketAddress IPv4(uint address, ushort port) => new(0, MappedPrefix | address, port, 0);

    public static PacketAddress IPv6(ReadOnlySpan<byte> address, ushort port, uint scope) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(address), BinaryPrimitives.ReadUInt64BigEndian(address[8..]), port, scope);

    /// <summary>
    /// Null gives <see cref="IsNone"/>; so does an unspecified address ("0.0.0.0" in SDP says: do not send, RFC 3264 §8.4).
    /// </summary>
    public static PacketAddress From(IPEndPoint? endPoint)
    {
        if (endPoint is null || endPoint.Port == 0 || endPoint.Address.Equals(IPAddress.Any) || endPoint.Address.Equals(IPAddress.IPv6Any))
        {
            return default;
        }

        Span<byte> bytes = stackalloc byte[16];
        endPoint.Address.TryWriteBytes(bytes, out var length);
        return length == 4
            ? IPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes), (ushort)endPoint.Port)
            : IPv6(bytes, (ushort)endPoint.Port, endPoint.Address.ScopeId is > 0 and <= uint.MaxValue and var scope ? (uint)scope : 0);
    }

    /// <summary>Writes the 16 octets of the (mapped) IPv6 address.</summary>
    public void WriteIPv6(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64BigEndian(target, High);
        BinaryPrimitives.WriteUInt64BigEndian(target[8..], Low);
    }

    public IPEndPoint ToEndPoint()
    {
        Span<byte> bytes = stackalloc byte[16];
        WriteIPv6(bytes);
        return new IPEndPoint(IsIPv4 ? new IPAddress(bytes[12..]) : new IPAddress(bytes, Scope), Port);
    }

    public override string ToString() => IsNone ? "none" : ToEndPoint().ToString();

    internal AddressFamily Family => IsIPv4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
}
