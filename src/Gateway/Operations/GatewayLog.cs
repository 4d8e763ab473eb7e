using Gateway.Configuration;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Gateway.Operations;

/// <summary>Serilog: console for people, a compact JSON file for machines. Nothing personal above debug.</summary>
internal static class GatewayLog
{
    public static void AddTo(WebApplicationBuilder builder, LogOptions options)
    {
        builder.Services.AddSerilog(
            (_, log) =>
            {
                log.MinimumLevel.Is(options.Level switch
                {
                    LogLevel.Debug or LogLevel.Trace => LogEventLevel.Debug,
                    LogLevel.Warning => LogEventLevel.Warning,
                    LogLevel.Error or LogLevel.Critical => LogEventLevel.Error,
                    _ => LogEventLevel.Information,
                });
                log.MinimumLevel.Override("Microsoft", LogEventLevel.Warning);

                // Cookie keys lie in the data folder, which is the service's alone.
                log.MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error);
                log.Enrich.FromLogContext();
                log.WriteTo.Console(
                    outputTemplate: "[{Timestamp:HH:mm:ss.fff} {Level:u3}] {Message:lj} {Call} {Trunk}{NewLine}{Exception}",
                    formatProvider: System.Globalization.CultureInfo.InvariantCulture);
                if (options.File is { } file)
                {
                    log.WriteTo.File(new CompactJsonFormatter(), file, rollingInterval: RollingInterval.Day, retainedFileCountLimit: 31);
                }
            },
            preserveStaticLogger: true);
    }
}
