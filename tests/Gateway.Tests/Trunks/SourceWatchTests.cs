using System.Net;
using Gateway.Calls.Journal;
using Gateway.Loops;
using Gateway.Operations;
using Gateway.Storage.Journal;
using Gateway.Trunks;

namespace Gateway.Tests.Trunks;

public sealed class SourceWatchTests : IDisposable
{
    private readonly SeededScheduler _scheduler = new(1, new DateTimeOffset(2026, 8, 17, 0, 0, 0, TimeSpan.Zero));
    private readonly InMemoryJournal _journal = new("test", () => new byte[16]);
    private readonly AlarmBoard _alarms;
    private readonly SourceWatch _watch;

    public SourceWatchTests()
    {
        _alarms = new AlarmBoard(_scheduler.Time);
        _watch = new SourceWatch(_scheduler, _journal, _alarms);
    }

    [Fact]
    public void A_network_gets_one_event_a_minute_however_much_it_sends()
    {
        for (var i = 0; i < 100; i++)
        {
            _watch.Refused(new IPEndPoint(IPAddress.Parse($"203.0.113.{i}"), 5060), isInvite: i % 4 == 0);
        }

        _watch.Refused(new IPEndPoint(IPAddress.Parse("2001:db8:1:2:3::4"), 5060), isInvite: false);
        _scheduler.RunUntil(TimeSpan.FromSeconds(30));
        Assert.Empty(Events());
        _scheduler.RunUntil(TimeSpan.FromSeconds(90));
        Assert.Equal(
            [("2001:db8:1:2::/64", 1L, 0L), ("203.0.113.0/24", 100L, 25L)],
            Events().Select(e => (e.Network, e.Requests, e.Invites)));
    }

    [Fact]
    public void An_emergency_invite_alarms_with_the_address_and_a_scan_does_not()
    {
        _watch.Refused(new IPEndPoint(IPAddress.Parse("203.0.113.9"), 5060), isInvite: false);
        _scheduler.RunUntil(TimeSpan.FromSeconds(1));
        Assert.Empty(_alarms.Snapshot());
        _watch.Refused(new IPEndPoint(IPAddress.Parse("203.0.113.9"), 5060), isInvite: true);
        _scheduler.RunUntil(TimeSpan.FromSeconds(2));
        Assert.Contains("203.0.113.9", Assert.Single(_alarms.Snapshot()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scanner_with_many_networks_fills_no_memory_and_is_still_counted()
    {
        for (var i = 0; i < SourceWatch.Capacity + 100; i++)
        {
            _watch.Refused(new IPEndPoint(new IPAddress([100, (byte)(i >> 8), (byte)i, 1]), 5060), isInvite: false);
        }

        _scheduler.RunUntil(TimeSpan.FromSeconds(1));
        _watch.Flush(_scheduler.Time.GetUtcNow(), all: true);
        Assert.Equal(SourceWatch.Capacity + 1, Events().Count);
        Assert.Equal(100, Events().Single(e => e.Network == "other").Requests);
    }

    [Fact]
    public void Forged_addresses_do_not_push_other_alarms_off_the_board()
    {
        _alarms.Raise("journal_late", AlarmSeverity.Critical, "something else");
        for (var i = 0; i < 1000; i++)
        {
            _watch.Refused(new IPEndPoint(new IPAddress([100, (byte)(i >> 8), (byte)i, 1]), 5060), isInvite: true);
        }

        _scheduler.RunUntil(TimeSpan.FromSeconds(1));
        Assert.Contains(_alarms.Snapshot(), a => a.Kind == "journal_late");
        Assert.Equal(SourceWatch.NamedNetworks + 1, _alarms.Snapshot().Count(a => a.Kind == "unknown_source"));
        Assert.Equal(1000, _alarms.Snapshot().Where(a => a.Kind == "unknown_source").Sum(a => a.Count));
    }

    public void Dispose()
    {
        _watch.Dispose();
        _journal.Dispose();
    }

    private List<SourceRefused> Events() => [.. _journal.Read(0, 10_000).Select(e => e.Read()!.Payload).OfType<SourceRefused>()];
}
