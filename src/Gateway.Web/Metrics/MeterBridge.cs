using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using Prometheus;

namespace Gateway.Web.Metrics;

/// <summary>
/// Carries every meter named "Gateway" or "Gateway.*" into a Prometheus registry. prometheus-net's own MeterAdapter turns counters into
/// gauges that expire,
/// so that a rate over them is wrong after a quiet hour; this one keeps counters as counters.
/// </summary>
/// <remarks>
/// Measurements arrive on the threads that make them; observable instruments are read once per scrape. Each instrument holds at most
/// <see cref="MaxSeries"/> label sets; measurements beyond that, or with other label names than the first, are dropped and counted.
/// </remarks>
public sealed class MeterBridge : IDisposable
{
    /// <summary>Label sets per instrument.</summary>
    public const int MaxSeries = 500;

    private readonly MetricFactory factory;
    private readonly object? scope;
    private readonly Counter dropped;
    private readonly MeterListener listener = new();
    private readonly ConcurrentQueue<MeterFamily> families = new();
    private readonly Lock gate = new();

    /// <param name="scope">Meters with a scope (an IMeterFactory) other than this one belong to another host in this process and are left
    /// out.</param>
    public MeterBridge(CollectorRegistry registry, object? scope)
    {
        this.scope = scope;
        factory = Prometheus.Metrics.WithCustomRegistry(registry);
        dropped = factory.CreateCounter(
            "gateway_metrics_dropped_total", "Measurements left out: too many label sets or unexpected label names.", "instrument");
        listener.InstrumentPublished = Publish;
        listener.SetMeasurementEventCallback<byte>(Record);
        listener.SetMeasurementEventCallback<short>(Record);
        listener.SetMeasurementEventCallback<int>(Record);
        listener.SetMeasurementEventCallback<long>(Record);
        listener.SetMeasurementEventCallback<float>(Record);
        listener.SetMeasurementEventCallback<double>(Record);
        listener.SetMeasurementEventCallback<decimal>(Record);
        listener.Start();
        registry.AddBeforeCollectCallback(Observe);
    }

    public void Dispose() => listener.Dispose();

    private void Observe()
    {
        lock (gate)
        {
            listener.RecordObservableInstruments();
            foreach (var family in families)
            {
                family.DropUnseen();
            }
        }
    }

    private void Publish(Instrument instrument, MeterListener target)
    {
        var meter = instrument.Meter;
        var ours = meter.Name == GatewayMetrics.MeterName
            || meter.Name.StartsWith(GatewayMetrics.MeterName + ".", StringComparison.Ordinal);
        if (ours && (meter.Scope is null || ReferenceEquals(meter.Scope, scope)))
        {
            var family = new MeterFamily(instrument, factory, dropped);
            families.Enqueue(family);
            target.EnableMeasurementEvents(instrument, family);
        }
    }

    private static void Record<T>(Instrument instrument, T measurement, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
        where T : struct, IConvertible
    {
        if (state is MeterFamily family)
        {
            family.Record(measurement.ToDouble(CultureInfo.InvariantCulture), tags);
        }
    }
}
