using System.Text.Json;
using Gateway.Calls.Journal;
using Gateway.Web.Ports;

namespace Gateway.NocPorts;

/// <summary>Who looked at what: an event in the journal, and a log line without the person.</summary>
internal sealed class AuditLog(IJournal journal, ILogger<AuditLog> log) : IAuditTrail
{
    public void Record(AuditEntry entry)
    {
        var act = JsonNamingPolicy.SnakeCaseLower.ConvertName(entry.Act.ToString());
        journal.Append(JournalEntry.OfNode(entry.At, new Audited(act, entry.Who, entry.Address, entry.Call?.Value, entry.Detail)));
        log.LogInformation("audit {Act} by {Who} call {Call}", act, entry.Who, entry.Call?.Value);
    }
}
