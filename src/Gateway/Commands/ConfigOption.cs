using System.CommandLine;
using Gateway.Configuration;

namespace Gateway.Commands;

/// <summary>The --config option and what every verb does with a folder that has errors.</summary>
internal static class ConfigOption
{
    /// <summary>Exit code for a configuration that cannot be used.</summary>
    public const int Invalid = 2;

    public static Option<string> Create() => new("--config")
    {
        Description = "Configuration folder: gateway.json, trunks.json, centres.json, agents.json, service-areas.geojson, cells.csv, prompts/.",
        DefaultValueFactory = _ => "config",
    };

    /// <summary>Null when it cannot be used: every error has been written to stderr.</summary>
    public static GatewayConfiguration? Read(string directory)
    {
        var (configuration, errors) = ConfigurationReader.Read(directory);
        foreach (var error in errors)
        {
            System.Console.Error.WriteLine(error);
        }

        if (errors.Count > 0)
        {
            System.Console.Error.WriteLine($"{errors.Count} error{(errors.Count == 1 ? "" : "s")} in {directory}");
        }

        return configuration;
    }
}
