using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Gateway.Web.Access;

/// <summary>Headers on every answer, and the check that a changing request or a page's connection comes from our own pages.</summary>
internal static class SecurityHeaders
{
    // Styles may be inline since the component library sets them on elements; scripts may not. 'self' covers Blazor's WebSocket.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; media-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public static void Use(IApplicationBuilder app) => app.Use((http, next) =>
    {
        // At the start of the answer, since the handler of a failure clears what was set before.
        http.Response.OnStarting(Set, http.Response.Headers);
        return Refusal.WantsProblem(http.Request) && IsForeign(http.Request) ? Refusal.ForeignOriginAsync(http) : next(http);
    });

    private static Task Set(object state)
    {
        var headers = (IHeaderDictionary)state;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return Task.CompletedTask;
    }

    // Browsers send Origin with every POST and every WebSocket; programs need not. Only the host is compared, since a proxy may end TLS.
    private static bool IsForeign(HttpRequest request)
    {
        string? origin = request.Headers.Origin;
        var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        return (!reads || request.Headers.Upgrade.Count > 0) && !string.IsNullOrEmpty(origin) && !IsOwn(origin, request.Host);
    }

    private static bool IsOwn(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority.Equals(host.Value, StringComparison.OrdinalIgnoreCase);
}
