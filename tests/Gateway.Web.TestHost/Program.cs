using Gateway.Web.TestHost;

// Shows the pages with invented data: dotnet run --project tests/Gateway.Web.TestHost -- [token]
var gateway = new FakeGateway(TimeProvider.System);
await using var host = await WebTestHost.StartAsync(gateway, new() { Token = args.FirstOrDefault(), Title = "112 Kota Manado" });
Console.WriteLine($"listening on {host.Address}");
using var tick = new PeriodicTimer(TimeSpan.FromSeconds(1));
while (!host.Stopping.IsCancellationRequested && await tick.WaitForNextTickAsync())
{
    gateway.Turn();
}

await host.WaitForShutdownAsync();
