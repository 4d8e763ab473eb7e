using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Prometheus;

namespace Gateway.Web.Metrics;

/// <summary>One instrument as one Prometheus family; its label names are those of the first measurement. Thread-safe.</summary>
internal sealed class MeterFamily
{
    private static readonly double[] DefaultBuckets =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 20, 30, 60, 120, 300];

    private readonly Instrument instrument;
    private readonly Counter dropped;
    private readonly bool isObservableGauge;
    private readonly Lazy<Family> family;
    private readonly ConcurrentDictionary<string, Series> series = new(StringComparer.Ordinal);
    private string[]? labels;

    public MeterFamily(Instrument instrument, MetricFactory factory, Counter dropped)
    {
        this.instrument = instrument;
        this.dropped = dropped;
        var kind = instrument.GetType().GetGenericTypeDefinition();
        isObservableGauge = kind == typeof(ObservableGauge<>) || kind == typeof(ObservableUpDownCounter<>);
        family = new(() => Create(instrument, kind, factory, labels!));
    }

    /// <summary>Adds, sets or observes, as the instrument's kind asks.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var names = labels ?? FixLabels(tags);
        var values = new string[names.Length];
        if (!Fill(names, values, tags))
        {
            dropped.WithLabels(instrument.Name).Inc();
            return;
        }

        var key = string.Join('\u001f', values);
        if (!series.TryGetValue(key, out var one))
        {
            if (series.Count >= MeterBridge.MaxSeries)
            {
                dropped.WithLabels(instrument.Name).Inc();
                return;
            }

            one = series.GetOrAdd(key, _ => new Series(values, family.Value.Child(values)));
        }

        one.Seen = true;
        one.Take(value);
    }

    /// <summary>
    /// After a scrape's observations: a gauge that was not observed this time (a trunk taken out of the configuration) disappears.
    /// </summary>
    public void DropUnseen()
    {
        if (!isObservableGauge)
        {
            return;
        }

        foreach (var (key, one) in series)
        {
            if (!one.Seen && series.TryRemove(key, out _))
            {
                family.Value.Remove(one.Values);
            }

            one.Seen = false;
        }
    }

    private string[] FixLabels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var names = new string[tags.Length];
        for (var i = 0; i < tags.Length; i++)
        {
            names[i] = tags[i].Key;
        }

        Array.Sort(names, StringComparer.Ordinal);
        return Interlocked.CompareExchange(ref labels, names, null) ?? names;
    }

    private static bool Fill(string[] names, string[] values, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var tag in tags)
        {
            var at = Array.IndexOf(names, tag.Key);
            if (at < 0)
            {
                return false;
            }

            values[at] = tag.Value switch
            {
                null => "",
                bool b => b ? "true" : "false",
                Enum e => PrometheusName.Snake(e.ToString()),
                var other => other.ToString() ?? "",
            };
        }

        return tags.Length == names.Length;
    }

    private static Family Create(Instrument instrument, Type kind, MetricFactory factory, string[] labels)
    {
        var isCounter = kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>);
        var name = PrometheusName.Of(instrument, isCounter);
        var help = instrument.Description ?? instrument.Name;
        var labelNames = Array.ConvertAll(labels, PrometheusName.Snake);
        if (isCounter)
        {
            var counter = factory.CreateCounter(name, help, labelNames);
            return new(
                kind == typeof(Counter<>) ? v => counter.WithLabels(v).Inc : v => counter.WithLabels(v).IncTo,
                counter.RemoveLabelled);
        }

        if (kind == typeof(Histogram<>))
        {
            var histogram = factory.CreateHistogram(name, help, labelNames, new HistogramConfiguration { Buckets = BucketsOf(instrument) });
            return new(v => histogram.WithLabels(v).Observe, histogram.RemoveLabelled);
        }

        var gauge = factory.CreateGauge(name, help, labelNames);
        return new(kind == typeof(UpDownCounter<>) ? v => gauge.WithLabels(v).Inc : v => gauge.WithLabels(v).Set, gauge.RemoveLabelled);
    }

    private static double[] BucketsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } buckets } => [.. buckets],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } buckets } => [.. buckets.Select(b => (double)b)],
        _ => DefaultBuckets,
    };

    private sealed record Family(Func<string[], Action<double>> Child, Action<string[]> Remove);

    private sealed class Series(string[] values, Action<double> take)
    {
        public string[] Values => values;

        public Action<double> Take => take;

        public bool Seen { get; set; } = true;
    }
}
