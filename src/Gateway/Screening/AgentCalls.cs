using System.Collections.Concurrent;
using Gateway.Acd;
using Gateway.Calls.Journal;

namespace Gateway.Screening;

/// <summary>
/// Each agent's present or last conversation, as the durable journal tells it. Written on the journal's thread, read anywhere; one entry an agent.
/// </summary>
internal sealed class AgentCalls
{
    private const int TailOfJournal = 10_000;

    private readonly ConcurrentDictionary<AgentId, (CallId Call, DateTimeOffset? EndedAt)> _calls = new();

    /// <summary>The conversation, and when it ended (UTC; null: it goes on); null before an agent's first one.</summary>
    public (CallId Call, DateTimeOffset? EndedAt)? Of(AgentId agent) => _calls.TryGetValue(agent, out var call) ? call : null;

    /// <summary>Takes up what the last events of the run before say.</summary>
    public void Restore(IJournal journal) =>
        OnCommitted(journal.Read(Math.Max(0, journal.Head.Number - TailOfJournal), TailOfJournal));

    public void OnCommitted(IReadOnlyList<JournalEvent> events)
    {
        foreach (var journalEvent in events)
        {
            if (journalEvent is not { Call: { } call, Name: nameof(Connect) or nameof(AgentLost) or nameof(Transferred) or nameof(CallEnded) }
                || journalEvent.Read() is not { } entry)
            {
                continue;
            }

            switch (entry.Payload)
            {
                case Connect p:
                    _calls[new AgentId(p.Agent)] = (call, null);
                    break;
                case AgentLost p:
                    End(new AgentId(p.Agent), call, entry.At);
                    break;
                case Transferred p:
                    End(new AgentId(p.Agent), call, entry.At);
                    break;
                case CallEnded:
                    foreach (var (agent, _) in _calls.Where(c => c.Value == (call, null)))
                    {
                        End(agent, call, entry.At);
                    }

                    break;
            }
        }
    }

    private void End(AgentId agent, CallId call, DateTimeOffset at)
    {
        if (_calls.TryGetValue(agent, out var last) && last == (call, null))
        {
            _calls[agent] = (call, at);
        }
    }
}
