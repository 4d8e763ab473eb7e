using System.CommandLine;
using System.Net;

namespace Gateway.Commands;

/// <summary><c>health</c>: asks the running service, for container health checks.</summary>
internal static class HealthCommand
{
    public static Command Create()
    {
        var config = ConfigOption.Create();
        var command = new Command("health", "Asks a running gateway on this machine whether it is live; exit 1 when it is not.") { config };
        command.SetAction((parsed, cancellation) => AskAsync(parsed.GetValue(config)!, cancellation));
        return command;
    }

    private static async Task<int> AskAsync(string directory, CancellationToken cancellation)
    {
        if (ConfigOption.Read(directory) is not { } configuration)
        {
            return ConfigOption.Invalid;
        }

        var endpoint = configuration.Http.Endpoint;
        var host = endpoint.Address.Equals(IPAddress.Any) || endpoint.Address.Equals(IPAddress.IPv6Any) ? IPAddress.Loopback : endpoint.Address;
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        try
        {
            var response = await http.GetAsync(new Uri($"http://{new IPEndPoint(host, endpoint.Port)}/health/live"), cancellation);
            System.Console.WriteLine(await response.Content.ReadAsStringAsync(cancellation));
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            System.Console.Error.WriteLine($"no answer at {endpoint}: {e.Message}");
            return 1;
        }
    }
}
