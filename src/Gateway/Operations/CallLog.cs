using Gateway.Calls.Journal;
using Serilog.Context;

namespace Gateway.Operations;

/// <summary>The milestones of each call as log lines with call and trunk, derived from the journal; nothing personal. Runs on the journal's thread.</summary>
internal sealed class CallLog(ILogger log)
{
    private readonly Dictionary<string, string> _trunks = [];

    public void OnCommitted(IReadOnlyList<JournalEvent> events)
    {
        foreach (var journalEvent in events)
        {
            if (journalEvent.Call is { } call && journalEvent.Read() is { } entry)
            {
                Write(call.Value, entry);
            }
        }
    }

    private void Write(string call, JournalEntry entry)
    {
        if (entry.Payload is CallReceived received)
        {
            _trunks[call] = received.Trunk;
        }

        using var withCall = LogContext.PushProperty("Call", call);
        using var withTrunk = LogContext.PushProperty("Trunk", _trunks.GetValueOrDefault(call));
        switch (entry.Payload)
        {
            case CallReceived:
                log.LogInformation("call received");
                break;
            case CallRouted routed:
                log.LogInformation("routed to {Queue} by {Rule}", routed.Queue, routed.Rule);
                break;
            case Connect connect:
                log.LogInformation("connected to agent {Agent} after {HoldTimeMs} ms", connect.Agent, connect.HoldTimeMs);
                break;
            case AgentLost lost:
                log.LogWarning("agent {Agent} lost ({Reason}): the caller is in front again", lost.Agent, lost.Reason);
                break;
            case CallEnded ended:
                _trunks.Remove(call);
                log.LogInformation("ended {Outcome}: {Cause}", ended.Outcome, ended.Cause);
                break;
        }
    }
}
