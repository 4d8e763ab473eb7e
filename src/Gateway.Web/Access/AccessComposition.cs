using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Web.Access;

/// <summary>Who may pass: token, sign-in or loopback; everything that does not say otherwise needs one of them.</summary>
internal static class AccessComposition
{
    public static void Add(IServiceCollection services, GatewayWebOptions options)
    {
        var token = new AccessToken(options);
        services.AddSingleton(token);
        services.AddSingleton<Audit>();
        services.AddAuthentication(AccessNames.Scheme)
            .AddPolicyScheme(AccessNames.Scheme, null, policy => policy.ForwardDefaultSelector = http =>
                !token.IsConfigured ? AccessNames.LoopbackScheme
                : TokenHandler.TokenOf(http.Request) is null ? AccessNames.CookieScheme
                : AccessNames.TokenScheme)
            .AddScheme<AuthenticationSchemeOptions, TokenHandler>(AccessNames.TokenScheme, null)
            .AddScheme<AuthenticationSchemeOptions, LoopbackHandler>(AccessNames.LoopbackScheme, null)
            .AddCookie(AccessNames.CookieScheme, cookie => Configure(cookie, token, options));
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddCascadingAuthenticationState();
        services.AddAntiforgery(a => a.Cookie.Name = "gateway_antiforgery");
        var keys = services.AddDataProtection().SetApplicationName("gateway");
        if (options.KeyFolder is { } folder)
        {
            keys.PersistKeysToFileSystem(new DirectoryInfo(folder));
        }
        else
        {
            keys.UseEphemeralDataProtectionProvider();
        }

        services.AddRateLimiter(limits =>
        {
            limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limits.AddPolicy(AccessNames.SignInLimit, http => RateLimitPartition.GetFixedWindowLimiter(
                http.Connection.RemoteIpAddress ?? IPAddress.None,
                _ => new() { PermitLimit = options.SignInAttemptsPerMinute, Window = TimeSpan.FromMinutes(1) }));
        });
    }

    private static void Configure(CookieAuthenticationOptions cookie, AccessToken token, GatewayWebOptions options)
    {
        cookie.Cookie.Name = AccessNames.Cookie;
        cookie.Cookie.SameSite = SameSiteMode.Strict;
        cookie.Cookie.HttpOnly = true;
        cookie.ExpireTimeSpan = options.SignInLifetime;
        cookie.SlidingExpiration = true;
        cookie.LoginPath = AccessNames.SignInPage;
        cookie.ReturnUrlParameter = "returnUrl";
        cookie.Events.OnRedirectToLogin = context =>
        {
            if (Refusal.WantsProblem(context.Request))
            {
                return Refusal.UnauthorizedAsync(context.HttpContext);
            }

            context.Response.Redirect(context.RedirectUri);
            return Task.CompletedTask;
        };
        cookie.Events.OnValidatePrincipal = context =>
        {
            if (context.Principal?.FindFirst(Principal.Fingerprint)?.Value != token.Fingerprint)
            {
                context.RejectPrincipal();
            }

            return Task.CompletedTask;
        };
    }
}
