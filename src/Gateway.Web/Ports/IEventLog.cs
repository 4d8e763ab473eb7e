using Gateway.Acd;

namespace Gateway.Web.Ports;

/// <summary>The journal as a numbered stream, without anybody's data: who was away reads on where it stopped. Thread-safe.</summary>
public interface IEventLog
{
    /// <summary>Number of the last durable event; 0 for none.</summary>
    long Head { get; }

    /// <summary>Durable events after a number, in order and without holes.</summary>
    /// <param name="after">0 for the beginning.</param>
    /// <param name="limit">1 to 10,000.</param>
    ValueTask<IReadOnlyList<EventView>> ReadAsync(long after, int limit, CancellationToken cancellation);
}

/// <summary>Something happened; what it says of people is in the call's record, whose reading is audited.</summary>
/// <param name="Number">From 1, without holes.</param>
/// <param name="Call">Null for what concerns the node, an agent or a trunk.</param>
/// <param name="Elapsed">Since the call's INVITE.</param>
/// <param name="Name">Wire name, e.g. "EnterQueue"; new names may come with a release.</param>
public sealed record EventView(long Number, DateTimeOffset At, CallId? Call, TimeSpan? Elapsed, string Name, int Version);
