using System.Net;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gateway.Web.Access;

/// <summary>
/// Without a configured token: requests from this machine, made to a name of this machine. A page elsewhere that rebinds its name to
/// 127.0.0.1 brings its own Host, and a proxy on this machine brings somebody else's request; both are refused.
/// </summary>
internal sealed class LoopbackHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    private static readonly string[] ProxyHeaders = ["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"];

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
        IsLocal(Context)
            ? AuthenticateResult.Success(new AuthenticationTicket(Principal.For("local", Scheme.Name), Scheme.Name))
            : AuthenticateResult.Fail("Not a direct request from this machine."));

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => Refusal.NotLocalAsync(Context);

    private static bool IsLocal(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address
        && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)
        && IsLocalName(http.Request.Host.Host)
        && !ProxyHeaders.Any(http.Request.Headers.ContainsKey);

    private static bool IsLocalName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
