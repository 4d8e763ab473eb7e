using Gateway.Acd.Statistics;
using Gateway.Composition;
using Gateway.Operations;
using Gateway.Web.Ports;

namespace Gateway.Configuration.Reload;

/// <summary>
/// Reads the folder anew, says what it would do, and exchanges the configuration whole: decisions made from then on follow it, calls, offers and
/// agents' states stay. Errors change nothing. Any thread; one at a time; reading stays off the owners' threads.
/// </summary>
internal sealed class ConfigurationReload(GatewayRuntime runtime, AlarmBoard alarms, TimeProvider time) : IConfigurationControl, IDisposable
{
    private static readonly TimeSpan AcdAnswers = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _one = new(1, 1);

    public async Task<ConfigurationAnswer> ReloadAsync(bool dryRun, bool force, string by, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            return await ReadAndApplyAsync(dryRun, force, by, cancellation);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<ConfigurationAnswer> ReadAndApplyAsync(bool dryRun, bool force, string by, CancellationToken cancellation)
    {
        var now = runtime.Configuration;
        var (read, errors) = ConfigurationReader.Read(now.Directory);
        if (read is null)
        {
            if (!dryRun)
            {
                Refused($"{errors.Count} errors: {string.Join("; ", errors.Take(5))}", by);
            }

            return new ConfigurationAnswer(ConfigurationResult.Invalid, now.Version, null, [.. errors.Select(e => e.ToString())], [], []);
        }

        if (read.Version == now.Version)
        {
            return new ConfigurationAnswer(ConfigurationResult.Unchanged, now.Version, read.Version, [], [], []);
        }

        var (next, kept) = RestartOnly.Keep(now, read);
        var acd = new TaskCompletionSource<AcdSnapshot>(TaskCreationOptions.RunContinuationsAsynchronously);
        runtime.Acd.Ask(s => acd.TrySetResult(s));
        var snapshot = await acd.Task.WaitAsync(AcdAnswers, time, cancellation);
        IReadOnlyList<string> trunks = [.. runtime.Calls.All().Select(a => a.Summary?.Trunk).OfType<string>()];
        var preview = ReloadPreview.Of(now, next, kept, snapshot, trunks);
        var result = dryRun ? ConfigurationResult.WouldApply : ConfigurationResult.Applied;
        if (preview.Harms.Count > 0 && !force)
        {
            result = ConfigurationResult.Harmful;
            if (!dryRun)
            {
                Refused(string.Join("; ", preview.Harms), by);
            }
        }

        if (result == ConfigurationResult.Applied)
        {
            runtime.Apply(next);
            foreach (var warning in preview.Warnings)
            {
                alarms.Raise("configuration_partly", Operations.AlarmSeverity.Warning, $"{warning} (reload by {by})");
            }
        }

        return new ConfigurationAnswer(result, runtime.Configuration.Version, read.Version, [], preview.Harms, preview.Warnings);
    }

    private void Refused(string why, string by) =>
        alarms.Raise("configuration_refused", Operations.AlarmSeverity.Critical, $"a reload by {by} changed nothing: {why}");
}
