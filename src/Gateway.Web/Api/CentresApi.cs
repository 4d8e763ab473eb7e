using Gateway.Web.Access;
using Gateway.Web.Ports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Gateway.Web.Api;

/// <summary>Centres: open or closed.</summary>
internal static class CentresApi
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/centres/{code}/service-state", Declare)
            .WithName("setServiceState").WithSummary("Declares a centre open or closed, or leaves it to its opening hours")
            .WithDescription(
                "Callers of a closed centre keep their place and wait in every queue of its ladder at once; its agents who are ready still answer.")
            .ProducesProblem(StatusCodes.Status404NotFound);

    private static Results<NoContent, ProblemHttpResult> Declare(
        string code, ServiceStateChange change, HttpContext http, IServiceControl control, Audit audit)
    {
        audit.Record(http, AuditAct.ServiceStateSet, null, $"{code} {change.Open switch { true => "open", false => "closed", null => "by hours" }}");
        return control.Declare(code, change.Open, Audit.Who(http.User)) ? TypedResults.NoContent() : ApiProblem.NoSuchCentre(code);
    }
}

/// <summary>What is declared.</summary>
/// <param name="Open">Null: by its opening hours again.</param>
internal sealed record ServiceStateChange(bool? Open);
