using System.ComponentModel;
using Gateway.Web.Access;
using Gateway.Web.Ports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Gateway.Web.Api;

/// <summary>Reading the configuration folder anew.</summary>
internal static class ConfigurationApi
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/configuration/reload", ReloadAsync)
        .WithName("reloadConfiguration").WithSummary("Reads the configuration folder and exchanges what is in force, whole or not at all")
        .WithDescription(
            "Calls, offers, agents' states and figures stay; later decisions follow the new configuration. 409 when somebody would be worse off at once "
            + "(`harms`), unless `force=true`; 422 with every error of the folder. `dryRun=true` only says what it would do.")
        .Produces<ConfigurationAnswer>(StatusCodes.Status409Conflict).Produces<ConfigurationAnswer>(StatusCodes.Status422UnprocessableEntity);

    private static async Task<JsonHttpResult<ConfigurationAnswer>> ReloadAsync(
        [Description("Only says what it would do")] bool? dryRun,
        [Description("Also when somebody would be worse off at once")] bool? force,
        HttpContext http,
        IConfigurationControl control,
        Audit audit)
    {
        if (dryRun is not true)
        {
            audit.Record(http, AuditAct.ConfigurationReloaded, null, force is true ? "forced" : null);
        }

        var answer = await control.ReloadAsync(dryRun is true, force is true, Audit.Who(http.User), http.RequestAborted);
        return TypedResults.Json(answer, statusCode: answer.Result switch
        {
            ConfigurationResult.Harmful => StatusCodes.Status409Conflict,
            ConfigurationResult.Invalid => StatusCodes.Status422UnprocessableEntity,
            _ => StatusCodes.Status200OK,
        });
    }
}
