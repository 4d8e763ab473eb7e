using System.CommandLine;
using Gateway.Configuration;

namespace Gateway.Commands;

/// <summary><c>check</c>: validates the configuration and says what it would do.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var config = ConfigOption.Create();
        var command = new Command("check", "Validates the whole configuration: every error with file, line and remedy, or what it would do.") { config };
        command.SetAction(parsed =>
        {
            if (ConfigOption.Read(parsed.GetValue(config)!) is not { } configuration)
            {
                return ConfigOption.Invalid;
            }

            System.Console.WriteLine(ConfigurationSummary.Write(configuration));
            return 0;
        });
        return command;
    }
}
