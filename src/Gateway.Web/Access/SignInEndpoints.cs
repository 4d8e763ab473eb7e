using System.Security.Claims;
using Gateway.Web.Ports;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Gateway.Web.Access;

/// <summary>The posts of the sign-in form and of the sign-out button; both carry an antiforgery token.</summary>
internal static class SignInEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(AccessNames.SignInPost, SignInAsync)
            .AllowAnonymous().RequireRateLimiting(AccessNames.SignInLimit).ExcludeFromDescription();
        routes.MapPost(AccessNames.SignOutPost, SignOutAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> SignInAsync(
        [FromForm] string? token, [FromForm] string? name, [FromForm] string? returnUrl, HttpContext http, AccessToken access, Audit audit)
    {
        var target = IsLocal(returnUrl) ? returnUrl! : "/";
        if (!access.Matches(token))
        {
            audit.Record(
                http, AuditAct.SignInRefused,
                name is { Length: > 0 } ? Audit.Who(Principal.For(name, AccessNames.CookieScheme)) : "unnamed");
            return TypedResults.LocalRedirect($"{AccessNames.SignInPage}?refused=true&returnUrl={Uri.EscapeDataString(target)}");
        }

        var user = Principal.For(name ?? "", AccessNames.CookieScheme, new Claim(Principal.Fingerprint, access.Fingerprint));
        audit.Record(http, AuditAct.SignedIn, Audit.Who(user));
        await http.SignInAsync(AccessNames.CookieScheme, user);
        return TypedResults.LocalRedirect(target);
    }

    // The form is bound so that the framework checks its antiforgery token.
    private static async Task<IResult> SignOutAsync([FromForm] string? from, HttpContext http, Audit audit)
    {
        _ = from;
        audit.Record(http, AuditAct.SignedOut);
        await http.SignOutAsync(AccessNames.CookieScheme);
        return TypedResults.LocalRedirect(AccessNames.SignInPage);
    }

    private static bool IsLocal(string? url) =>
        url is ['/', ..] && !url.StartsWith("//", StringComparison.Ordinal) && !url.StartsWith("/\\", StringComparison.Ordinal);
}
