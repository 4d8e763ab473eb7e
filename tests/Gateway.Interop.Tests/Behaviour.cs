using System.Text.Json.Nodes;
using Gateway.TestKit;

namespace Gateway.Interop.Tests;

/// <summary>A phone of an agent, played by SIPp.</summary>
/// <param name="Scenario">File of sipp-scenarios/ that plays the first <paramref name="Calls"/> calls.</param>
/// <param name="Then">Plays <paramref name="ThenCalls"/> more calls at the same port once the first is done.</param>
internal sealed record Phone(string Agent, string Scenario, int Calls = 1, string? Then = null, int ThenCalls = 1)
{
    /// <summary>Whose credentials the scenario dials with; null: its own.</summary>
    public string? Dials { get; init; }
}


/// <summary>A caller, played by SIPp.</summary>
/// <param name="Source">Source address.</param>
/// <param name="Tcp">Over TCP instead of UDP.</param>
/// <param name="NoRetransmission">SIPp neither retransmits nor swallows retransmissions.</param>
internal sealed record Caller(string Scenario, string Source = "127.0.0.1", bool Tcp = false, bool NoRetransmission = false);

/// <summary>What must stand in an ended call's record.</summary>
internal sealed record Expected(string Outcome)
{
    /// <summary>Who talked last; null: nobody.</summary>
    public string? Agent { get; init; }

    public string? LocatedBy { get; init; }

    public string Area { get; init; } = "71.71";

    public string? EndedBy { get; init; }

    public bool Recording { get; init; } = true;

    public string? Queue { get; init; } = "71.71/darurat";

    /// <summary>The caller is gone within milliseconds, perhaps before the distributor has taken the call.</summary>
    public bool MayMissTheQueue { get; init; }
}

/// <summary>One behaviour: who takes part and what the gateway must say afterwards.</summary>
internal sealed record Behaviour(string Name)
{
    public TestSetup Setup { get; init; } = new();

    /// <summary>Registered in this order, before the callers come.</summary>
    public IReadOnlyList<Phone> Phones { get; init; } = [];

    /// <summary>Each comes in when the one before has been admitted.</summary>
    public IReadOnlyList<Caller> Callers { get; init; } = [];

    /// <summary>In order of arrival.</summary>
    public IReadOnlyList<Expected> Records { get; init; } = [];

    /// <summary>Before the callers come.</summary>
    public Func<TestGateway, Task>? First { get; init; }

    /// <summary>More to check; gets the records in order of arrival.</summary>
    public Func<TestGateway, IReadOnlyList<JsonNode>, Task>? Also { get; init; }

    public override string ToString() => Name;
}
