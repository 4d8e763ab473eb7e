using Gateway.Web.Access;
using Gateway.Web.Ports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Gateway.Web.Api;

/// <summary>Several calls from one place within five minutes.</summary>
internal static class IncidentsApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/incidents", (IGatewayView view) => TypedResults.Ok(view.Current.Incidents))
            .WithName("listIncidents").WithSummary("Present incidents: calls from one cell or place within five minutes, largest first");
        api.MapPost("/incidents/{id}/acknowledge", AcknowledgeAsync)
            .WithName("acknowledgeIncident").WithSummary("Plays an acknowledgement to the waiting callers of an incident")
            .WithDescription("Once, instead of the queue audio; every caller keeps the place, and an agent who is ready interrupts it. Audited.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<Acknowledged>, ProblemHttpResult>> AcknowledgeAsync(
        string id, HttpContext http, IGatewayView view, IIncidents incidents, Audit audit)
    {
        if (view.Current.Incidents.All(i => i.Id != id))
        {
            return ApiProblem.NoSuchIncident(id);
        }

        audit.Record(http, AuditAct.IncidentAcknowledged, null, id);
        return await incidents.AcknowledgeAsync(id, Audit.Who(http.User), http.RequestAborted) is { } told
            ? TypedResults.Ok(new Acknowledged(told))
            : ApiProblem.NoSuchIncident(id);
    }
}

/// <summary>What became of an acknowledgement.</summary>
/// <param name="Callers">Waiting callers who hear it.</param>
internal sealed record Acknowledged(int Callers);
