using System.ComponentModel;
using Gateway.Web.Ports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Gateway.Web.Api;

/// <summary>Everything that happened, numbered: a client that was offline misses nothing.</summary>
internal static class EventsApi
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/events", EventsAsync)
        .WithName("listEvents").WithSummary("The journal's events after a number, in order and without holes")
        .WithDescription("Take `next` as `after` for what follows, also after a restart of either side. No personal data: GET /api/v1/calls/{id} has it.")
        .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<Results<Ok<EventsPage>, ProblemHttpResult>> EventsAsync(
        [Description("Number of the last event known; default 0: from the beginning")] long? after,
        [Description("At most this many; default 50")] int? limit,
        HttpContext http,
        IEventLog log,
        GatewayWebOptions options)
    {
        if (Paging.Refusal(limit, options) is { } refusal)
        {
            return refusal;
        }

        if (after < 0)
        {
            return ApiProblem.BadValue("after", "is negative; write the number of the last event known, or 0.");
        }

        var events = await log.ReadAsync(after ?? 0, Paging.LimitOr(limit, options), http.RequestAborted);
        return TypedResults.Ok(new EventsPage(events, events.Count > 0 ? events[^1].Number : after ?? 0, log.Head));
    }
}

/// <summary>A page of events.</summary>
/// <param name="Next">Give it as <c>after</c> for the next page.</param>
/// <param name="Head">Number of the last event there is.</param>
internal sealed record EventsPage(IReadOnlyList<EventView> Events, long Next, long Head);
