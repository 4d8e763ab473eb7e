using Gateway.Calls.Journal;
using Gateway.Web.Ports;

namespace Gateway.NocPorts;

/// <summary>The journal's events without their payloads.</summary>
internal sealed class EventLogPort(IJournal journal) : IEventLog
{
    public long Head => journal.Head.Number;

    public ValueTask<IReadOnlyList<EventView>> ReadAsync(long after, int limit, CancellationToken cancellation) =>
        ValueTask.FromResult<IReadOnlyList<EventView>>(
            [.. journal.Read(after, limit).Select(e => new EventView(e.Number, e.At, e.Call, e.Elapsed, e.Name, e.Version))]);
}
