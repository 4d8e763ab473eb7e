using System.ComponentModel;
using Gateway.Acd;
using Gateway.Web.Access;
using Gateway.Web.Ports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Gateway.Web.Api;

/// <summary>Agents: who they are, what they declared, what they do, and changing it.</summary>
internal static class AgentsApi
{
    private const int MaxReason = 200;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/agents", (IGatewayView view) => TypedResults.Ok(view.Current.Agents))
            .WithName("listAgents").WithSummary("All agents with status (declared) and state (observed)");
        api.MapGet("/agents/{id}/day", DayAsync)
            .WithName("getAgentDay").WithSummary("Where an agent's time went on one day: conversations, talk, wrap-up, breaks by reason, dead time")
            .WithDescription("Days are those of the agent's centre. Of today it is a second behind; `today` in the list of agents is not.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPost("/agents/{id}/status", SetStatusAsync)
            .WithName("setAgentStatus").WithSummary("Declares an agent's status")
            .WithDescription(
                "In force when it returns; the picture follows within a quarter of a second. A call in progress is not touched.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPost("/agents/{id}/end-wrap-up", EndWrapUpAsync)
            .WithName("endWrapUp").WithSummary("Ends an agent's wrap-up before its time")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        api.MapPost("/agents/{id}/extend-wrap-up", ExtendWrapUpAsync)
            .WithName("extendWrapUp").WithSummary("Makes an agent's wrap-up longer, within the configured bound")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Results<Ok<AgentDayView>, ProblemHttpResult>> DayAsync(
        string id, [Description("yyyy-MM-dd; default: today")] DateOnly? day, IRecordCatalog catalog, HttpContext http) =>
        await catalog.AgentDayAsync(new AgentId(id), day, http.RequestAborted) is { } found
            ? TypedResults.Ok(found)
            : ApiProblem.NothingKnownOf(id);

    private static async Task<Results<NoContent, ProblemHttpResult>> SetStatusAsync(
        string id, StatusChange change, HttpContext http, IAgentControl control, Audit audit)
    {
        if (change.Status is not { } status)
        {
            return ApiProblem.BadValue("status", "is missing; one of logged_out, available, available_on_demand, on_break.");
        }

        if (change.Reason?.Length > MaxReason)
        {
            return ApiProblem.BadValue("reason", $"is longer than {MaxReason} characters.");
        }

        audit.Record(http, AuditAct.AgentStatusSet, null, $"{id} {status}");
        var reason = string.IsNullOrWhiteSpace(change.Reason) ? null : change.Reason.Trim();
        return Answer(id, await control.SetStatusAsync(new AgentId(id), status, reason, Audit.Who(http.User), http.RequestAborted));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EndWrapUpAsync(
        string id, HttpContext http, IAgentControl control, Audit audit)
    {
        audit.Record(http, AuditAct.WrapUpEnded, null, id);
        return Answer(id, await control.EndWrapUpAsync(new AgentId(id), Audit.Who(http.User), http.RequestAborted));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ExtendWrapUpAsync(
        string id, HttpContext http, IAgentControl control, Audit audit)
    {
        audit.Record(http, AuditAct.WrapUpExtended, null, id);
        return Answer(id, await control.ExtendWrapUpAsync(new AgentId(id), Audit.Who(http.User), http.RequestAborted));
    }

    private static Results<NoContent, ProblemHttpResult> Answer(string id, AgentChange change) => change switch
    {
        AgentChange.Done => TypedResults.NoContent(),
        AgentChange.NotInWrapUp => ApiProblem.NotInWrapUp(id),
        _ => ApiProblem.NoSuchAgent(id),
    };
}

/// <summary>An agent's declaration.</summary>
/// <param name="Reason">Why on break, at most 200 characters.</param>
internal sealed record StatusChange(AgentStatus? Status, string? Reason);
