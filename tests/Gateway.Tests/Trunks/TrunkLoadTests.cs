using Gateway.CallControl;
using Gateway.Configuration;
using Gateway.Loops;
using Gateway.Operations;
using Gateway.Tests.Configuration;
using Gateway.Trunks;

namespace Gateway.Tests.Trunks;

public sealed class TrunkLoadTests
{
    private readonly SeededScheduler _scheduler = new(1, new DateTimeOffset(2026, 11, 25, 0, 0, 0, TimeSpan.Zero));
    private readonly AlarmBoard _alarms;
    private readonly TrunkLoad _load;

    public TrunkLoadTests()
    {
        using var folder = new TestFolder();
        folder.Write("trunks.json", """{ "trunks": [ { "name": "t1", "networks": ["127.0.0.1"], "alarmCallsPerSecond": 10 }, { "name": "t2", "networks": ["127.0.0.2"] } ] }""");
        GatewayConfiguration configuration = folder.Good();
        _alarms = new AlarmBoard(_scheduler.Time);
        _load = new TrunkLoad(() => configuration, new CallTable(), _alarms, _scheduler.Time);
    }

    [Fact]
    public void A_trunk_within_its_rate_is_asked_for_nothing_and_alarms_nobody()
    {
        Arrive("t1", 9);
        Arrive("t2", 100);
        Assert.Equal((0, 0), (_load.Of("t1").Percent, _load.Of("t2").Percent));
        Assert.Empty(_alarms.Snapshot());
    }

    [Fact]
    public void A_trunk_at_twice_its_rate_is_asked_to_keep_back_half_until_it_does()
    {
        Arrive("t1", 20);
        Assert.Equal(50, _load.Of("t1").Percent);
        Assert.Equal("trunk_call_rate", Assert.Single(_alarms.Snapshot()).Kind);
        var sequence = _load.Of("t1").Sequence;
        for (var i = 0; i < 20; i++)
        {
            _scheduler.RunUntil(_scheduler.Time.GetElapsedTime(0) + TimeSpan.FromMilliseconds(500));
            _load.Of("t1");
        }

        Assert.Equal(0, _load.Of("t1").Percent);
        Assert.True(_load.Of("t1").Sequence > sequence);
    }

    private void Arrive(string trunk, int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            _load.Arrived(trunk);
        }
    }
}
