using System.Net;

namespace Gateway.Sip.Routing;

/// <summary>What can be asked of DNS.</summary>
public enum DnsKind
{
    /// <summary>RFC 3403.</summary>
    Naptr,

    /// <summary>RFC 2782.</summary>
    Srv,

    /// <summary>A and AAAA together.</summary>
    Address,
}

/// <param name="Name">Without the dot at the end, lower case.</param>
public sealed record DnsQuestion(DnsKind Kind, string Name);

/// <param name="Flags">"s": the replacement is asked for SRV.</param>
/// <param name="Service">"SIP+D2U", "SIP+D2T", "SIPS+D2T", …</param>
public sealed record NaptrRecord(int Order, int Preference, string Flags, string Service, string Replacement);

public sealed record SrvRecord(int Priority, int Weight, int Port, string Target);

/// <summary>An answer; empty lists when the name or the kind is not there.</summary>
/// <param name="Lifetime">How long it may be kept.</param>
public sealed record DnsAnswer(IReadOnlyList<NaptrRecord> Naptr, IReadOnlyList<SrvRecord> Srv, IReadOnlyList<IPAddress> Addresses, TimeSpan Lifetime)
{
    public static readonly DnsAnswer Nothing = new([], [], [], TimeSpan.Zero);

    public bool IsEmpty => Naptr.Count + Srv.Count + Addresses.Count == 0;
}

/// <summary>Asks DNS. Thread-safe; never blocks, never throws.</summary>
public interface IDnsResolver
{
    /// <param name="done">Told once, on any thread, at once or later; null: no server gave an answer.</param>
    void Ask(DnsQuestion question, Action<DnsAnswer?> done);
}

/// <summary>DNS in memory, for simulation and tests. What is not there is answered as not there.</summary>
public sealed class VirtualDns : IDnsResolver
{
    private readonly Dictionary<DnsQuestion, DnsAnswer?> _zone = [];

    /// <summary>Every question that came.</summary>
    public List<DnsQuestion> Asked { get; } = [];

    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(5);

    public VirtualDns Naptr(string name, params NaptrRecord[] records) => Set(new DnsQuestion(DnsKind.Naptr, name), new DnsAnswer(records, [], [], Lifetime));

    public VirtualDns Srv(string name, params SrvRecord[] records) => Set(new DnsQuestion(DnsKind.Srv, name), new DnsAnswer([], records, [], Lifetime));

    public VirtualDns Address(string name, params string[] addresses) =>
        Set(new DnsQuestion(DnsKind.Address, name), new DnsAnswer([], [], [.. addresses.Select(IPAddress.Parse)], Lifetime));

    /// <summary>No server answers that question.</summary>
    public VirtualDns Fail(DnsKind kind, string name) => Set(new DnsQuestion(kind, name), null);

    public void Ask(DnsQuestion question, Action<DnsAnswer?> done)
    {
        ArgumentNullException.ThrowIfNull(done);
        Asked.Add(question);
        done(_zone.TryGetValue(question, out var answer) ? answer : DnsAnswer.Nothing);
    }

    private VirtualDns Set(DnsQuestion question, DnsAnswer? answer)
    {
        _zone[question] = answer;
        return this;
    }
}
