using System.CommandLine;
using System.Runtime.InteropServices;
using Gateway.Composition;
using Gateway.Configuration;

namespace Gateway.Commands;

/// <summary><c>run</c>: the service, until SIGTERM or SIGINT.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var config = ConfigOption.Create();
        var command = new Command("run", "Runs the service. Exit 0 on SIGTERM after draining, 2 for a configuration that cannot be used.") { config };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(config)!));
        return command;
    }

    private static async Task<int> RunAsync(string directory)
    {
        if (ConfigOption.Read(directory) is not { } configuration)
        {
            return ConfigOption.Invalid;
        }

        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void OnSignal(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.TrySetResult();
        }

        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        await using var service = new GatewayService(configuration);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            _ = ReloadAsync(service);
        });
        try
        {
            await service.StartAsync();
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            System.Console.Error.WriteLine($"An address cannot be used: {e.Message}. Another program may hold it, or it is not an address of this machine.");
            return 1;
        }

        // For people and for tests that let the system choose ports.
        foreach (var (name, transport, endpoint) in service.Listeners)
        {
            System.Console.WriteLine($"sip {name} {transport.ToString().ToLowerInvariant()} {endpoint}");
        }

        System.Console.WriteLine($"media {ConfigurationSummary.Way(configuration.Media.Way)}");
        System.Console.WriteLine($"http {service.Url}");
        await stop.Task;
        await service.StopAsync();
        return 0;
    }

    /// <summary>What harms somebody is refused here: only the API can force it.</summary>
    private static async Task ReloadAsync(GatewayService service)
    {
        try
        {
            var answer = await service.Reload.ReloadAsync(dryRun: false, force: false, "SIGHUP", CancellationToken.None);
            foreach (var line in answer.Errors.Concat(answer.Harms).Concat(answer.Warnings))
            {
                System.Console.Error.WriteLine(line);
            }

            System.Console.WriteLine($"reload: {answer.Result}, version {answer.Version}");
        }
#pragma warning disable CA1031 // A reload that fails must not end the service.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            service.Alarms.Raise("configuration_refused", Operations.AlarmSeverity.Critical, $"a reload by SIGHUP failed: {fault}");
        }
    }
}
