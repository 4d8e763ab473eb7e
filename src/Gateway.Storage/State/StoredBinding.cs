using Gateway.Acd;

namespace Gateway.Storage.State;

/// <summary>A registrar binding (RFC 3261 §10.3) as plain data; (Aor, Contact) is the key.</summary>
/// <param name="Aor">Canonical address of record.</param>
/// <param name="Contact">Contact URI as registered.</param>
/// <param name="ExpiresAt">UTC.</param>
/// <param name="Listener">Configured name of the listener it came in on.</param>
/// <param name="Transport">"UDP", "TCP", "TLS", "WS".</param>
/// <param name="LocalFlow">Our address and port.</param>
/// <param name="RemoteFlow">The phone's address and port as seen.</param>
/// <param name="ConnectionId">Connection of a stream transport, 0 for datagrams; worthless after a restart.</param>
/// <param name="InstanceId">+sip.instance (RFC 5626), or null.</param>
/// <param name="Q">0 to 1.</param>
/// <param name="CallId">Of the REGISTER, with <paramref name="CSeq"/> for the order of requests.</param>
public sealed record StoredBinding(
    string Aor,
    string Contact,
    DateTimeOffset ExpiresAt,
    string Listener,
    string Transport,
    string LocalFlow,
    string RemoteFlow,
    long ConnectionId,
    string? InstanceId,
    double Q,
    string CallId,
    long CSeq,
    string? UserAgent = null);

/// <summary>That somebody declared a centre open or closed, in place of its hours.</summary>
public sealed record StoredServiceState(string Centre, bool Open, string By, DateTimeOffset Since);

/// <summary>What an agent declared, and since when.</summary>
/// <param name="Reason">Reason code of a break, or null.</param>
public sealed record StoredAgentStatus(AgentId Agent, AgentStatus Status, string? Reason, DateTimeOffset Since);
