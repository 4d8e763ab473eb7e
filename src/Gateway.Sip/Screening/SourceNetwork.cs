using System.Net;
using System.Net.Sockets;

namespace Gateway.Sip.Screening;

/// <summary>The network that an address counts with.</summary>
public static class SourceNetwork
{
    /// <summary>IPv4 mapped into IPv6 counts as IPv4.</summary>
    /// <param name="v4">Prefix length for IPv4, 0 to 32.</param>
    /// <param name="v6">Prefix length for IPv6, 0 to 128: one customer usually has a /64.</param>
    public static IPNetwork Of(IPAddress address, int v4 = 24, int v6 = 64)
    {
        ArgumentNullException.ThrowIfNull(address);
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var prefix = plain.AddressFamily == AddressFamily.InterNetwork ? v4 : v6;
        var bytes = plain.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var bits = Math.Clamp(prefix - (8 * i), 0, 8);
            bytes[i] &= (byte)(0xff << (8 - bits));
        }

        return new IPNetwork(new IPAddress(bytes), prefix);
    }
}
