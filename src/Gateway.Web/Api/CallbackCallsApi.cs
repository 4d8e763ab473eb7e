using Gateway.Acd;
using Gateway.Web.Access;
using Gateway.Web.Ports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Gateway.Web.Api;

/// <summary>An agent calls somebody of the callback list.</summary>
internal static class CallbackCallsApi
{
    private const int MaxKey = 128;

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/callbacks/{key}/call", CallAsync)
            .WithName("callBack").WithSummary("Calls a caller back: rings the agent's phone, then the caller by the trunk that the call came by")
            .WithDescription("The attempt and its result stand in the list when it is over; an answered one settles the entry. Audited.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Accepted, ProblemHttpResult>> CallAsync(
        string key, CallbackCall call, HttpContext http, ICallbackCalls callbacks, Audit audit)
    {
        if (call.Agent is not { Length: > 0 and <= 32 } agent)
        {
            return ApiProblem.BadValue("agent", "is missing; the id of the agent whose phone shall ring.");
        }

        if (key.Length > MaxKey)
        {
            return ApiProblem.BadValue("key", $"is longer than {MaxKey} characters.");
        }

        audit.Record(http, AuditAct.CalledBack, CallsApi.IsCallId(key) ? new CallId(key) : null, agent);
        return await callbacks.CallAsync(key, new AgentId(agent), Audit.Who(http.User), http.RequestAborted) switch
        {
            CallbackStart.Started => TypedResults.Accepted((string?)null),
            CallbackStart.UnknownAgent => ApiProblem.NoSuchAgent(agent),
            CallbackStart.NoSuchEntry => ApiProblem.Callback(404, "Nobody of that id waits for a callback; GET /api/v1/callbacks lists them."),
            CallbackStart.NotCallable => ApiProblem.Callback(
                409, "This caller cannot be called back: no number, a short code, or the pseudo-number of a phone without SIM."),
            CallbackStart.Taken => ApiProblem.Callback(
                409, "Somebody else has taken this entry or is calling the caller right now; GET /api/v1/callbacks says who, and until when."),
            CallbackStart.AgentNotFree => ApiProblem.Callback(409, $"Agent \"{agent}\" has no registered phone, or is in a call."),
            CallbackStart.NoWayOut => ApiProblem.Callback(
                409, "No server of the trunk by which the call came has answered OPTIONS: give the trunk a \"ping\" in trunks.json, or look at its state."),
            _ => ApiProblem.Callback(503, "Too many calls of agents at the same time."),
        };
    }
}

/// <summary>Who calls.</summary>
/// <param name="Agent">The agent's id.</param>
internal sealed record CallbackCall(string? Agent);
