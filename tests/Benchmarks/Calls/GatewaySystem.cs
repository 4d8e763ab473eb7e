using System.Globalization;
using System.Net;
using Gateway.TestKit;

namespace Gateway.Benchmarks.Calls;

/// <summary>The gateway as it runs in service: Release, answer immediately, location, queue, recording, journal, records; wrap-up off.</summary>
internal sealed class GatewaySystem : ISystem
{
    private const int RegistrationsPerSecond = 40;

    private readonly TestGateway _gateway;
    private readonly SippLoad _agents;

    private GatewaySystem(TestGateway gateway, SippLoad agents)
    {
        _gateway = gateway;
        _agents = agents;
    }

    public string Name => "gateway";

    public int ProcessId => _gateway.ProcessId;

    public IPEndPoint Trunk => _gateway.TrunkUdp;

    public static async Task<ISystem> StartAsync(int agents, MediaSink sink)
    {
        TestAgent[] accounts = [.. Enumerable.Range(1, agents).Select(i => new TestAgent($"{10_000 + i}"))];
        var gateway = await TestGateway.StartAsync(new TestSetup { Agents = [.. accounts, new TestAgent("99999", Centre: "71.72")] });
        try
        {
            var port = Sipp.FreePort();
            await RegisterAsync(gateway, accounts, port);
            return new GatewaySystem(gateway, SippLoad.Agents(port, sink));
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    public async Task<(long Answered, long Retransmissions)> CountsAsync()
    {
        // Gauges are read from a picture that is at most a quarter of a second old.
        await Task.Delay(TimeSpan.FromMilliseconds(500));
        var text = await _gateway.Http.GetStringAsync("/metrics");
        return (Sum(text, "gateway_queue_answered_today"), Sum(text, "gateway_sip_retransmissions_total"));
    }

    public async Task SettleAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        while (await pace.WaitForNextTickAsync(limit.Token))
        {
            var text = await _gateway.Http.GetStringAsync("/metrics", limit.Token);
            if (Sum(text, "gateway_calls_current") + Sum(text, "gateway_media_recordings_open") == 0)
            {
                return;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _agents.DisposeAsync();
        await _gateway.DisposeAsync();
    }

    private static long Sum(string metrics, string name) => (long)metrics.Split('\n')
        .Where(l => l.StartsWith(name + "{", StringComparison.Ordinal) || l.StartsWith(name + " ", StringComparison.Ordinal))
        .Sum(l => double.Parse(l[(l.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    /// <summary>From the port where the agents will answer, so that calls find them there.</summary>
    private static async Task RegisterAsync(TestGateway gateway, TestAgent[] accounts, int port)
    {
        var fields = Path.Combine(gateway.Folder, "agents.csv");
        await File.WriteAllLinesAsync(
            fields, accounts.Select(a => $"{a.Id};[authentication username={a.Id} password={a.Password}];{port}").Prepend("SEQUENTIAL"));
        await using var run = Sipp.Start(
            "agent-register", gateway.AgentUdp, port, "-inf", fields, "-m", $"{accounts.Length}", "-r", $"{RegistrationsPerSecond}");
        if (await run.FinishAsync(TimeSpan.FromSeconds(30 + (accounts.Length / RegistrationsPerSecond))) is { } trouble)
        {
            throw new InvalidOperationException($"agents could not register: {trouble}");
        }
    }
}
