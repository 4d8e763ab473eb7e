using Gateway.Web.Ports;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Gateway.Web.TestHost;

/// <summary>The smallest host that composes Gateway.Web: real Kestrel on a free loopback port, invented data behind the ports.</summary>
public sealed class WebTestHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private WebTestHost(WebApplication app, FakeGateway gateway)
    {
        this.app = app;
        Gateway = gateway;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public FakeGateway Gateway { get; }

    public Uri Address { get; }

    public IServiceProvider Services => app.Services;

    public CancellationToken Stopping => app.Lifetime.ApplicationStopping;

    /// <param name="port">0 for a free one.</param>
    public static async Task<WebTestHost> StartAsync(FakeGateway gateway, GatewayWebOptions options, int port = 0)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(WebTestHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<IGatewayView>(gateway.View);
        builder.Services.AddSingleton<IRecordCatalog>(gateway);
        builder.Services.AddSingleton<IRecordingStore>(gateway);
        builder.Services.AddSingleton<IAgentControl>(gateway);
        builder.Services.AddSingleton<IServiceControl>(gateway);
        builder.Services.AddSingleton<ICallbackCalls>(gateway);
        builder.Services.AddSingleton<IGatewayHealth>(gateway);
        builder.Services.AddSingleton<ICallLabels>(gateway);
        builder.Services.AddSingleton<IRecordingControl>(gateway);
        builder.Services.AddSingleton<IIncidents>(gateway);
        builder.Services.AddSingleton<ICallerBlocks>(gateway);
        builder.Services.AddSingleton<IEventLog>(gateway);
        builder.Services.AddSingleton<ICallbackDesk>(gateway);
        builder.Services.AddSingleton<IConfigurationControl>(gateway);
        builder.Services.AddSingleton<IAuditTrail>(gateway);
        builder.Services.AddGatewayWeb(options);
        var app = builder.Build();
        app.MapGatewayWeb();
        await app.StartAsync();
        return new WebTestHost(app, gateway);
    }

    public Task WaitForShutdownAsync() => app.WaitForShutdownAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
