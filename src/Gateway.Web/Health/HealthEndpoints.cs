using Gateway.Web.Ports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Gateway.Web.Health;

/// <summary><c>/health/live</c> and <c>/health/ready</c>: 200 or 503, with every check and its reason. Open to all.</summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").AllowAnonymous().ExcludeFromDescription();
        health.MapGet("/live", (IGatewayHealth gateway, HttpContext http) => Answer(http, gateway.Live));
        health.MapGet("/ready", (IGatewayHealth gateway, HttpContext http) => Answer(http, gateway.Ready));
    }

    private static JsonHttpResult<HealthReport> Answer(HttpContext http, Func<IReadOnlyList<HealthCheck>> check)
    {
        http.Response.Headers.CacheControl = "no-store";
        IReadOnlyList<HealthCheck> checks;
        try
        {
            checks = check();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A check that throws is a failed check, not a 500 without a reason.
            checks = [new HealthCheck("checks", false, $"the checks themselves failed: {e.GetType().Name}")];
        }

        var ok = checks.All(c => c.Ok);
        return TypedResults.Json(
            new HealthReport(ok, checks), statusCode: ok ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}

/// <summary>All checks, and whether each is ok.</summary>
internal sealed record HealthReport(bool Ok, IReadOnlyList<HealthCheck> Checks);
