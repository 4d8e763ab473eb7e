using Gateway.Web.Api;
using Microsoft.AspNetCore.Http;

namespace Gateway.Web.Access;

/// <summary>Answers to requests that may not pass.</summary>
internal static class Refusal
{
    public static Task UnauthorizedAsync(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = "Bearer realm=\"gateway\"";
        return WriteAsync(http, StatusCodes.Status401Unauthorized, "Not signed in",
            $"Send the token as \"Authorization: Bearer\" or \"{AccessNames.TokenHeader}\", or sign in at {AccessNames.SignInPage}.");
    }

    public static Task NotLocalAsync(HttpContext http) =>
        WriteAsync(http, StatusCodes.Status403Forbidden, "Only from this machine",
            "No token is configured, so only direct requests from this machine are served. Configure a token to serve others.");

    public static Task ForeignOriginAsync(HttpContext http) =>
        WriteAsync(http, StatusCodes.Status403Forbidden, "Foreign origin", "This request was made by a page of another site.");

    /// <summary>True for paths whose callers read problems rather than pages.</summary>
    public static bool WantsProblem(HttpRequest request) =>
        request.Path.StartsWithSegments(GatewayApi.Root)
        || request.Path.StartsWithSegments("/openapi")
        || request.Path.StartsWithSegments("/_blazor");

    private static Task WriteAsync(HttpContext http, int status, string title, string detail) =>
        TypedResults.Problem(detail, statusCode: status, title: title).ExecuteAsync(http);
}
