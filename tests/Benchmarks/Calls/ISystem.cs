using System.Net;

namespace Gateway.Benchmarks.Calls;

/// <summary>What stands between the callers' SIPp and the agents' SIPp.</summary>
internal interface ISystem : IAsyncDisposable
{
    string Name { get; }

    int ProcessId { get; }

    IPEndPoint Trunk { get; }

    /// <summary>Calls that reached an agent, and messages sent again to anybody, since start.</summary>
    Task<(long Answered, long Retransmissions)> CountsAsync();

    /// <summary>Returns when nothing is going on any more.</summary>
    Task SettleAsync();
}
