using System.Net;
using System.Net.Sockets;

namespace Gateway.Trunks;

/// <summary>An address and port as they stand in a SIP URI: IPv6 in brackets.</summary>
internal readonly record struct UriHost(IPEndPoint EndPoint)
{
    public override string ToString() =>
        EndPoint.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{EndPoint.Address}]:{EndPoint.Port}" : $"{EndPoint.Address}:{EndPoint.Port}";
}
