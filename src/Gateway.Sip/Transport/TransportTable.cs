using System.Net.Sockets;

namespace Gateway.Sip.Transport;

/// <summary>The stack's transports, found by flow. Immutable after construction.</summary>
internal sealed class TransportTable(IReadOnlyList<ISipTransport> transports)
{
    public IReadOnlyList<ISipTransport> All { get; } = transports;

    /// <summary>The transport of a flow: by listener, kind and local address, else any of that listener and kind that speaks the family.</summary>
    public ISipTransport? Find(SipFlow flow)
    {
        ISipTransport? candidate = null;
        foreach (var transport in All)
        {
            if (transport.Listener.Name != flow.Listener
                || transport.Listener.Transport != flow.Transport
                || !Speaks(transport, flow.Remote.AddressFamily))
            {
                continue;
            }

            if (transport.LocalEndPoint.Equals(flow.Local))
            {
                return transport;
            }

            candidate ??= transport;
        }

        return candidate;
    }

    public bool IsFlowSticky(SipFlow flow) =>
        Find(flow)?.Listener is not { } listener || (listener.IsFlowSticky is { } ask ? ask(flow) : listener.FlowSticky);

    /// <summary>What we call ourselves on that flow, in Via and Contact.</summary>
    public (string Host, int Port) Advertised(SipFlow flow)
    {
        if (Find(flow) is not { } transport)
        {
            return (flow.Local.Address.ToString(), flow.Local.Port);
        }

        var local = transport.LocalFor(flow.Remote);
        return (transport.Listener.AdvertiseHost ?? local.Address.ToString(), transport.Listener.AdvertisePort ?? local.Port);
    }

    private static bool Speaks(ISipTransport transport, AddressFamily family) => transport.LocalEndPoint.AddressFamily == family;
}
