using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Gateway.Sip.Transport;

/// <summary>
/// Which of our addresses the system uses towards a peer, for sockets bound to all of them: asked once per peer of a connected socket that sends
/// nothing. Thread-safe; bounded.
/// </summary>
internal sealed class LocalAddresses
{
    private const int MaxPeers = 4096;
    private readonly ConcurrentDictionary<IPAddress, IPAddress> _byPeer = new();

    public IPEndPoint For(IPEndPoint bound, IPEndPoint remote)
    {
        if (!bound.Address.Equals(IPAddress.Any) && !bound.Address.Equals(IPAddress.IPv6Any))
        {
            return bound;
        }

        if (!_byPeer.TryGetValue(remote.Address, out var local))
        {
            if (_byPeer.Count >= MaxPeers)
            {
                _byPeer.Clear();
            }

            _byPeer[remote.Address] = local = Ask(bound.Address, remote);
        }

        return new IPEndPoint(local, bound.Port);
    }

    private static IPAddress Ask(IPAddress bound, IPEndPoint remote)
    {
        try
        {
            using var probe = new Socket(remote.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            probe.Connect(remote.Address, remote.Port == 0 ? 5060 : remote.Port);
            return ((IPEndPoint)probe.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            // No route now: what we are bound to is as good an answer as any.
            return bound;
        }
    }
}
