using Gateway.Web.Ports;

namespace Gateway.Web.Live;

/// <summary>
/// Tells open pages that the picture changed: at most four times a second, and once a second without a change, so that waiting times tick.
/// Thread-safe.
/// </summary>
internal sealed class LiveView : IDisposable
{
    /// <summary>The shortest time between two signals.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private const int IntervalsPerTick = 4;

    private readonly IGatewayView view;
    private readonly int maxPages;
    private readonly ITimer timer;
    private readonly Lock gate = new();
    private readonly List<Action> pages = [];
    private int dirty;
    private int quietIntervals;

    public LiveView(IGatewayView view, GatewayWebOptions options, TimeProvider time)
    {
        this.view = view;
        maxPages = options.MaxPages;
        timer = time.CreateTimer(_ => Beat(), null, Interval, Interval);
        view.Changed += MarkDirty;
    }

    public GatewayView Current => view.Current;

    /// <summary>Pages open now.</summary>
    public int Pages
    {
        get
        {
            lock (gate)
            {
                return pages.Count;
            }
        }
    }

    /// <summary>
    /// Signals <paramref name="changed"/> until disposed; null when as many pages are open as allowed. The callback does not block.
    /// </summary>
    public IDisposable? Open(Action changed)
    {
        lock (gate)
        {
            if (pages.Count >= maxPages)
            {
                return null;
            }

            pages.Add(changed);
            return new Page(this, changed);
        }
    }

    public void Dispose()
    {
        view.Changed -= MarkDirty;
        timer.Dispose();
    }

    private void MarkDirty() => Volatile.Write(ref dirty, 1);

    private void Beat()
    {
        if (Interlocked.Exchange(ref dirty, 0) == 0 && ++quietIntervals < IntervalsPerTick)
        {
            return;
        }

        quietIntervals = 0;
        Action[] open;
        lock (gate)
        {
            open = [.. pages];
        }

        foreach (var page in open)
        {
            page();
        }
    }

    private sealed class Page(LiveView live, Action changed) : IDisposable
    {
        public void Dispose()
        {
            lock (live.gate)
            {
                live.pages.Remove(changed);
            }
        }
    }
}
