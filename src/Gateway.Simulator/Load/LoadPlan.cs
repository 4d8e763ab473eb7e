using System.Net;
using Gateway.Sip.Messages;
using Gateway.Sip.Transport;

namespace Gateway.Simulator.Load;

/// <summary>A simulated agent's right to register.</summary>
public sealed record LoadAgent(string Id, string Password);

/// <summary>What a load run does. Bounded: it ends at the latest <see cref="Longest"/> after its start.</summary>
/// <param name="Trunk">Where the gateway takes callers.</param>
public sealed record LoadPlan(IPEndPoint Trunk)
{
    /// <summary>Most calls of a run.</summary>
    public const int MaxCalls = 100_000;

    /// <summary>Where the gateway takes agents' phones; the trunk side when there is no other.</summary>
    public IPEndPoint? AgentsAt { get; init; }

    /// <summary>Phones that this run brings along; none: agents of the gateway's own answer, and a call counts as answered at its 200.</summary>
    public IReadOnlyList<LoadAgent> Agents { get; init; } = [];

    public SipTransportKind Transport { get; init; } = SipTransportKind.Udp;

    /// <summary>Whose certificate the gateway must show on TLS; null: its address's.</summary>
    public string? PeerName { get; init; }

    public string RequestUri { get; init; } = "sip:112@gateway.invalid;user=phone";

    /// <summary>Further header lines of every INVITE.</summary>
    public IReadOnlyList<HeaderField> Headers { get; init; } = [];

    /// <summary>1 to <see cref="MaxCalls"/>.</summary>
    public int Calls { get; init; } = 10;

    /// <summary>Above 0, up to 1000.</summary>
    public double CallsPerSecond { get; init; } = 1;

    /// <summary>From the answer until the caller hangs up.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an agent's phone rings before it answers.</summary>
    public TimeSpan Ring { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A caller who is not answered by then hangs up, and the call has failed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Callers require reliable provisional responses, and a call without one has failed; phones send theirs so, too (RFC 3262).</summary>
    public bool Prack { get; init; }

    /// <summary>Session-Expires of the callers' INVITEs (RFC 4028); null: none.</summary>
    public TimeSpan? SessionExpires { get; init; }

    /// <summary>RTP both ways: callers and agents speak a tone each.</summary>
    public bool Audio { get; init; } = true;

    /// <summary>Upper bound of a run without the registrations before it.</summary>
    public TimeSpan Longest => TimeSpan.FromSeconds(Calls / CallsPerSecond) + Timeout + Hold + TimeSpan.FromSeconds(40);
}
