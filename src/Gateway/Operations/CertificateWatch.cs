using System.Diagnostics.Metrics;
using Gateway.Loops;
using Gateway.Sip.Transport.Tls;

namespace Gateway.Operations;

/// <summary>
/// Reads certificates again when their files change, and raises alarms ahead of their end. A new one serves new connections; one that cannot
/// be used leaves the old one in place, with an alarm.
/// </summary>
internal sealed class CertificateWatch : Loop<CertificateWatch.Input>
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AskForDates = TimeSpan.FromHours(1);
    private static readonly TimeSpan Early = TimeSpan.FromDays(30);
    private static readonly TimeSpan Late = TimeSpan.FromDays(7);

    private readonly IReadOnlyList<CertificateStore> _stores;
    private readonly AlarmBoard _alarms;
    private readonly Meter _meter = new("Gateway.Certificates");
    private long _datesAskedAt;

    public CertificateWatch(ILoopScheduler scheduler, IReadOnlyList<CertificateStore> stores, AlarmBoard alarms)
        : base("certificates", scheduler)
    {
        _stores = stores;
        _alarms = alarms;
        _meter.CreateObservableGauge("gateway_certificate_not_after_seconds", Ends, description: "End of our certificates, as Unix time.");
        CheckDates();
        if (stores.Count > 0)
        {
            Post(new Input.Look());
        }
    }

    internal abstract record Input
    {
        private Input()
        {
        }

        internal sealed record Look : Input;
    }

    protected override void On(Input input)
    {
        StartTimer(Period, input);
        var changed = false;
        foreach (var store in _stores)
        {
            var refresh = store.Refresh();
            changed |= refresh.Changed;
            if (refresh.Changed)
            {
                var own = string.Join("; ", store.Current.Certificates.Select(c => $"{string.Join(", ", c.Names)} until {c.NotAfter:yyyy-MM-dd}"));
                _alarms.Raise("certificate_changed", AlarmSeverity.Info, $"new connections are served with other certificates: {own}");
            }

            if (refresh.Trouble is { } trouble)
            {
                _alarms.Raise("certificate_unusable", AlarmSeverity.Critical, $"{trouble}: connections are served with the one read before");
            }
        }

        if (changed || Time.GetElapsedTime(_datesAskedAt) >= AskForDates)
        {
            CheckDates();
        }
    }

    protected override void OnFault(Input input, Exception fault) =>
        _alarms.Raise("certificate_watch_defect", AlarmSeverity.Critical, $"watching certificates failed: {fault}");

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _meter.Dispose();
    }

    private void CheckDates()
    {
        _datesAskedAt = Time.GetTimestamp();
        var now = Time.GetUtcNow();
        foreach (var own in _stores.SelectMany(s => s.Current.Certificates).DistinctBy(c => c.Path))
        {
            var left = own.NotAfter - now;
            if (left < Early)
            {
                _alarms.Raise(
                    left < TimeSpan.Zero ? "certificate_expired" : "certificate_expires",
                    left < Late ? AlarmSeverity.Critical : AlarmSeverity.Warning,
                    $"the certificate {own.Path} ({string.Join(", ", own.Names)}) ends on {own.NotAfter:yyyy-MM-dd}: put a new one in its place");
            }
        }
    }

    private IEnumerable<Measurement<double>> Ends() => _stores
        .SelectMany(s => s.Current.Certificates)
        .DistinctBy(c => c.Path)
        .Select(c => new Measurement<double>(
            c.NotAfter.ToUnixTimeSeconds(), new KeyValuePair<string, object?>("file", Path.GetFileName(c.Path))));
}
