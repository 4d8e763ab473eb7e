namespace Gateway.Web.Ports;

/// <summary>Exchanges the configuration in force. Thread-safe.</summary>
public interface IConfigurationControl
{
    /// <summary>Reads the configuration folder anew.</summary>
    /// <param name="dryRun">Changes nothing, only says what would be.</param>
    /// <param name="force">Also when somebody would be worse off at once.</param>
    /// <param name="by">Who asked, for alarms.</param>
    Task<ConfigurationAnswer> ReloadAsync(bool dryRun, bool force, string by, CancellationToken cancellation);
}

/// <summary>What became of a reload.</summary>
public enum ConfigurationResult
{
    Applied,

    /// <summary>The folder holds what is in force already.</summary>
    Unchanged,

    /// <summary>A dry run of what would be applied.</summary>
    WouldApply,

    /// <summary>Nothing changed: somebody would be worse off at once. Force it, or change the folder.</summary>
    Harmful,

    /// <summary>Nothing changed: the folder has errors.</summary>
    Invalid,
}

/// <summary>The answer to a reload.</summary>
/// <param name="Version">Of the configuration in force now.</param>
/// <param name="Read">Of what the folder holds; null with errors.</param>
/// <param name="Errors">Each with file, place and remedy.</param>
/// <param name="Harms">E.g. "3 callers would have no eligible agent".</param>
/// <param name="Warnings">What stays as it is until a restart.</param>
public sealed record ConfigurationAnswer(
    ConfigurationResult Result, string Version, string? Read, IReadOnlyList<string> Errors, IReadOnlyList<string> Harms, IReadOnlyList<string> Warnings);
