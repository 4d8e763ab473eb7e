using Gateway.Acd;
using Gateway.Storage.State;

namespace Gateway.Storage.Tests.State;

public sealed class InMemoryStateStoreTests : StateStoreContract
{
    protected override IStateStore Open() => new InMemoryStateStore();
}

public sealed class SqliteStateStoreTests : StateStoreContract
{
    private readonly TemporaryFolder _folder = new();

    protected override IStateStore Open() => new SqliteStateStore(_folder["state.db"], TimeProvider.System, _ => { });

    protected override void CleanUp() => _folder.Dispose();

    [Fact]
    public void A_restart_finds_bindings_and_statuses_again()
    {
        using (var first = Open())
        {
            first.SaveBinding(Binding("sip:2001@gw", "sip:2001@a"));
            first.SaveStatus(new StoredAgentStatus(new AgentId("2001"), AgentStatus.OnBreak, "sholat", Calls.Start));
        }

        using var second = Open();
        Assert.Equal([Binding("sip:2001@gw", "sip:2001@a")], second.LoadBindings(Calls.Start));
        Assert.Equal([new StoredAgentStatus(new AgentId("2001"), AgentStatus.OnBreak, "sholat", Calls.Start)], second.LoadStatuses());
    }

    [Fact]
    public void After_disposal_a_change_is_counted_as_lost_and_raises_an_alarm()
    {
        List<StorageAlarm> alarms = [];
        var store = new SqliteStateStore(_folder["other.db"], TimeProvider.System, alarms.Add);
        store.Dispose();
        store.RemoveBindings("sip:2001@gw");
        Assert.Equal(1, store.Lost);
        Assert.Equal(StorageAlarms.StateFailing, Assert.Single(alarms).Kind);
    }
}
