using System.ComponentModel;
using Gateway.Web.Ports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Gateway.Web.Api;

/// <summary>The API's routes, under <c>/api/v1</c>.</summary>
internal static class GatewayApi
{
    public const string Root = "/api";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").ProducesProblem(StatusCodes.Status401Unauthorized);
        CallsApi.Map(api);
        AgentsApi.Map(api);
        CentresApi.Map(api);
        RecordingsApi.Map(api);
        LabelsApi.Map(api);
        BlocksApi.Map(api);
        CallbackCallsApi.Map(api);
        IncidentsApi.Map(api);
        CallbacksApi.Map(api);
        EventsApi.Map(api);
        ConfigurationApi.Map(api);
        api.MapGet("/queues", (IGatewayView view) => TypedResults.Ok(view.Current.Queues))
            .WithName("listQueues").WithSummary("All queues: waiting now, counts since midnight, service level");
        api.MapGet("/trunks", (IGatewayView view) => TypedResults.Ok(view.Current.Trunks))
            .WithName("listTrunks").WithSummary("All trunks, up or down");
        api.MapGet("/alarms", Alarms)
            .WithName("listAlarms").WithSummary("The last alarms, newest first")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        api.MapGet("/node", (IGatewayView view) => TypedResults.Ok(view.Current.Node))
            .WithName("getNode").WithSummary("This process: version, start, draining, configuration in force");

        // Without these an unknown path would be answered by a page, as HTML.
        api.Map("/{**rest}", (HttpContext http) => TypedResults.Problem(
            $"No such path: {http.Request.Path}. The document at /openapi/v1.json lists them.",
            statusCode: StatusCodes.Status404NotFound)).ExcludeFromDescription();
    }

    private static Results<Ok<IReadOnlyList<AlarmView>>, ProblemHttpResult> Alarms(
        [Description("At most this many; default 50")] int? limit, IGatewayView view, GatewayWebOptions options)
    {
        if (Paging.Refusal(limit, options) is { } refusal)
        {
            return refusal;
        }

        return TypedResults.Ok<IReadOnlyList<AlarmView>>([.. view.Current.Alarms.Take(Paging.LimitOr(limit, options))]);
    }
}
