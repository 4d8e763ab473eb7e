using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Gateway.Web.Access;

/// <summary>Headers on every answer, and the check that a changing request or a page's connection comes from our own pages.</summary>
internal static class SecurityHeaders
{
    // Styles may be inline since the component library sets them on elements; scripts may not. 'self' covers Blazor's WebSocket.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; media-src 'self'; "
        + "base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public static void Use(IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (!Refusal.WantsProblem(http.Request) || !IsForeign(http))
        {
            await next(http);
            return;
        }

        await Refusal.ForeignOriginAsync(http);
    });

    // Browsers send Origin with every POST and every WebSocket; programs need not. Only the host is compared, since a proxy may end TLS.
    private static bool IsForeign(HttpContext http)
    {
        string? origin = http.Request.Headers.Origin;
        var changes = !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method);
        return (changes || http.WebSockets.IsWebSocketRequest)
            && !string.IsNullOrEmpty(origin)
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority.Equals(http.Request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
