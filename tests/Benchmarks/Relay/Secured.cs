using Gateway.Media.Srtp;

namespace Gateway.Benchmarks.Relay;

/// <summary>Which sides of the calls are SRTP, and the keys that both processes know.</summary>
internal sealed record Secured(SrtpSuite? Callers, SrtpSuite? Agents)
{
    public static readonly Secured No = new(null, null);

    private static readonly byte[] Gateways = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private static readonly byte[] Peers = [.. Enumerable.Range(101, 32).Select(i => (byte)i)];

    /// <summary>As one argument of the other process.</summary>
    public static Secured Parse(string text) => text.Split('/') is [var callers, var agents]
        ? new(SrtpSuites.Named(callers), SrtpSuites.Named(agents))
        : throw new ArgumentException($"\"{text}\" is not SUITE/SUITE");

    public override string ToString() => $"{Callers?.Name() ?? "off"}/{Agents?.Name() ?? "off"}";

    /// <summary>What the gateway's leg works with.</summary>
    public static SrtpKeys? Keys(SrtpSuite? suite) =>
        suite is { } of ? new SrtpKeys(SrtpKey.From(Gateways, of), SrtpKey.From(Peers, of)) : null;

    /// <summary>The far end's direction, one a stream; null: plain RTP.</summary>
    public static SrtpSender? Sender(SrtpSuite? suite) => suite is { } of ? new SrtpSender(SrtpKey.From(Peers, of)) : null;
}
