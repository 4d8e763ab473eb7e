using System.Diagnostics.Metrics;
using Gateway.Web.Access;
using Gateway.Web.Api;
using Gateway.Web.Health;
using Gateway.Web.Live;
using Gateway.Web.Metrics;
using Gateway.Web.Pages;
using Gateway.Web.Ports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MudBlazor.Services;
using Prometheus;

namespace Gateway.Web;

/// <summary>
/// How the worker composes pages, API, health and metrics.
/// </summary>
/// <remarks>
/// The host registers the ports <see cref="IGatewayView"/>, <see cref="IRecordCatalog"/>, <see cref="IRecordingStore"/>,
/// <see cref="IAgentControl"/>, <see cref="IRecordingControl"/>, <see cref="ICallLabels"/>, <see cref="IIncidents"/>, <see cref="ICallerBlocks"/>, <see cref="ICallbackDesk"/>, <see cref="ICallbackCalls"/>, <see cref="IEventLog"/>, <see cref="IGatewayHealth"/> and <see cref="IAuditTrail"/> as singletons, sets the content root to
/// AppContext.BaseDirectory and calls UseStaticWebAssets() on its web host, so that the pages' files are found from any working directory.
/// </remarks>
public static class GatewayWeb
{
    private const long MaxRequestBody = 64 * 1024;

    /// <summary>Registers everything but the ports.</summary>
    public static IServiceCollection AddGatewayWeb(this IServiceCollection services, GatewayWebOptions options)
    {
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        AccessComposition.Add(services, options);
        services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        services.AddProblemDetails();
        OpenApiDocument.Add(services);
        services.AddSingleton<CallsServices>();
        services.AddSingleton<CallbackServices>();
        services.AddSingleton<LiveView>();
        services.AddSingleton<RecentCalls>();
        services.AddSingleton<GatewayMetrics>();
        services.AddSingleton<ViewMetrics>();
        services.AddSingleton(_ => Prometheus.Metrics.NewCustomRegistry());
        services.AddSingleton(s => new MeterBridge(s.GetRequiredService<CollectorRegistry>(), s.GetRequiredService<IMeterFactory>()));
        services.AddMudServices();
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBody;
        });
        return services;
    }

    /// <summary>
    /// Adds middleware and routes: pages and their static files, <c>/api/v1</c>, <c>/openapi/v1.json</c>, <c>/health</c>,
    /// <c>/metrics</c>. The host maps no static assets of its own.
    /// </summary>
    public static WebApplication MapGatewayWeb(this WebApplication app)
    {
        // What is measured before the bridge listens is lost: it comes first.
        var registry = app.Services.GetRequiredService<CollectorRegistry>();
        DotNetStats.Register(registry);
        app.Services.GetRequiredService<MeterBridge>();
        app.Services.GetRequiredService<GatewayMetrics>();
        app.Services.GetRequiredService<ViewMetrics>();

        SecurityHeaders.Use(app);
        app.UseExceptionHandler(new ExceptionHandlerOptions { StatusCodeSelector = StatusOf, SuppressDiagnosticsCallback = _ => false });
        app.UseStatusCodePages();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRateLimiter();
        app.UseAntiforgery();

        HealthEndpoints.Map(app);
        app.MapMetrics("/metrics", registry).AllowAnonymous();
        app.MapOpenApi();
        GatewayApi.Map(app);
        SignInEndpoints.Map(app);
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = null);
        return app;
    }

    // A port that fails (disk, database) is a trouble of the moment, not a fault of the request.
    private static int StatusOf(Exception error) => error switch
    {
        Microsoft.AspNetCore.Http.BadHttpRequestException bad => bad.StatusCode,
        _ => StatusCodes.Status503ServiceUnavailable,
    };
}
