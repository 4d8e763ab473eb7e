using Gateway.Web.Ports;

namespace Gateway.NocPorts;

/// <summary>Who looked at what, as structured log lines of their own category, so that they can be kept apart.</summary>
internal sealed class AuditLog(ILogger<AuditLog> log) : IAuditTrail
{
    public void Record(AuditEntry entry) =>
        log.LogInformation(
            "audit {Act} by {Who} from {Address} call {Call} {Detail} at {At:O}", entry.Act, entry.Who, entry.Address, entry.Call?.Value, entry.Detail, entry.At);
}
