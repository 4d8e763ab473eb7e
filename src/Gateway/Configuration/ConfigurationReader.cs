using Gateway.Configuration.Json;
using Gateway.Configuration.Sections;

namespace Gateway.Configuration;

/// <summary>
/// Reads a configuration folder: gateway.json, trunks.json, centres.json, agents.json, service-areas.geojson, cells.csv. Finds all
/// errors in one
/// pass, each with its place and remedy. Thread-safe.
/// </summary>
public static class ConfigurationReader
{
    /// <summary>Biggest file, in bytes; bigger ones are an error.</summary>
    public const int BiggestFile = 256 * 1024 * 1024;

    /// <summary>Reads the folder with this process's environment variables.</summary>
    /// <returns>The configuration, or null and at least one error.</returns>
    public static (GatewayConfiguration? Configuration, IReadOnlyList<ConfigurationError> Errors) Read(string directory) =>
        Read(directory, Environment.GetEnvironmentVariable);

    /// <param name="environment">Value of an environment variable by name, or null.</param>
    /// <inheritdoc cref="Read(string)"/>
    public static (GatewayConfiguration? Configuration, IReadOnlyList<ConfigurationError> Errors) Read(
        string directory, Func<string, string?> environment)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(environment);
        directory = Path.GetFullPath(directory);
        var errors = new List<ConfigurationError>();
        if (!Directory.Exists(directory))
        {
            errors.Add(
                new ConfigurationError(directory, 0, "", "The folder does not exist", "Name the configuration folder with --config"));
            return (null, errors);
        }

        var folder = new ConfigurationFolder(directory, environment, errors);
        var gateway = GatewaySection.Read(folder);
        var placedCentres = CentresSection.Read(folder, out var distribution);
        IReadOnlyList<CentreOptions> centres = [.. placedCentres.Select(c => c.Value)];
        var trunks = TrunksSection.Read(folder, centres);
        var agents = AgentsSection.Read(folder, gateway.Domain, centres);
        var areas = MapSection.ReadAreas(folder);
        var cells = MapSection.ReadCells(folder);
        MapSection.Check(folder, areas, placedCentres);
        CrossChecks.Run(folder, gateway, trunks, centres, agents);
        if (errors.Count > 0)
        {
            return (null, [.. errors.Distinct().OrderBy(e => e.File, StringComparer.Ordinal).ThenBy(e => e.Line)]);
        }

        var configuration = new GatewayConfiguration
        {
            Version = folder.Version(),
            Directory = directory,
            Node = gateway.Node,
            Domain = gateway.Domain,
            DefaultCentre = gateway.DefaultCentre ?? centres[0].Code,
            Listeners = [.. gateway.Listeners.Select(l => l.Value)],
            Registration = gateway.Registration,
            SessionTimers = gateway.SessionTimers,
            Media = gateway.Media,
            Http = gateway.Http,
            Storage = gateway.Storage,
            Recordings = gateway.Recordings,
            Limits = gateway.Limits,
            Callbacks = gateway.Callbacks,
            Drain = gateway.Drain,
            Log = gateway.Log,
            Trunks = [.. trunks.Select(t => t.Value)],
            Centres = centres,
            Distribution = distribution,
            Agents = agents,
            EmergencyNumbers = gateway.EmergencyNumbers,
            ServiceAreas = areas,
            Cells = cells,
        };
        return (configuration, []);
    }
}

/// <summary>A value with the place it came from, for checks across files.</summary>
internal readonly record struct Placed<T>(T Value, JsonValue At);
