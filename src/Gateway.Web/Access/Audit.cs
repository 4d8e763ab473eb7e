using System.Security.Claims;
using Gateway.Acd;
using Gateway.Web.Ports;
using Microsoft.AspNetCore.Http;

namespace Gateway.Web.Access;

/// <summary>
/// Writes audit entries with who and from where. Throws what the trail throws: the caller must not show what could not be recorded.
/// </summary>
internal sealed class Audit(IAuditTrail trail, TimeProvider time)
{
    public void Record(HttpContext http, AuditAct act, CallId? call = null, string? detail = null) =>
        trail.Record(new AuditEntry(time.GetUtcNow(), act, Who(http.User), http.Connection.RemoteIpAddress?.ToString(), call, detail));

    /// <summary>For acts in an open page, whose connection is not known any longer.</summary>
    public void Record(ClaimsPrincipal user, AuditAct act, CallId? call = null, string? detail = null) =>
        trail.Record(new AuditEntry(time.GetUtcNow(), act, Who(user), null, call, detail));

    public void Record(HttpContext http, AuditAct act, string who) =>
        trail.Record(new AuditEntry(time.GetUtcNow(), act, who, http.Connection.RemoteIpAddress?.ToString(), null, null));

    public static string Who(ClaimsPrincipal user) => user.Identity?.Name ?? "unknown";
}
