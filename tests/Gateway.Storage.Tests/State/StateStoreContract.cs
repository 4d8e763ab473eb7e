using Gateway.Acd;
using Gateway.Storage.State;

namespace Gateway.Storage.Tests.State;

/// <summary>What every state store must do; run on each implementation.</summary>
public abstract class StateStoreContract : IDisposable
{
    private IStateStore? _store;

    protected abstract IStateStore Open();

    internal IStateStore Store => _store ??= Open();

    private protected static StoredBinding Binding(string aor, string contact, double expires = 60, long cseq = 1) => new(
        aor, contact, Calls.Start.AddSeconds(expires), "agents", "UDP", "192.0.2.1:5060", "198.51.100.7:49152", 0,
        "<urn:uuid:1>", 0.5, "reg-1", cseq, "phone/1.0");

    [Fact]
    public void Bindings_come_back_as_they_were_and_the_last_word_wins()
    {
        Store.SaveBinding(Binding("sip:2002@gw", "sip:2002@b"));
        Store.SaveBinding(Binding("sip:2001@gw", "sip:2001@b"));
        Store.SaveBinding(Binding("sip:2001@gw", "sip:2001@a"));
        Store.SaveBinding(Binding("sip:2001@gw", "sip:2001@a", expires: 90, cseq: 2));
        Assert.Equal(
            [Binding("sip:2001@gw", "sip:2001@a", 90, 2), Binding("sip:2001@gw", "sip:2001@b"), Binding("sip:2002@gw", "sip:2002@b")],
            Store.LoadBindings(Calls.Start));
    }

    [Fact]
    public void Removed_and_expired_bindings_do_not_come_back()
    {
        Store.SaveBinding(Binding("sip:2001@gw", "sip:2001@a"));
        Store.SaveBinding(Binding("sip:2001@gw", "sip:2001@b"));
        Store.SaveBinding(Binding("sip:2002@gw", "sip:2002@a"));
        Store.SaveBinding(Binding("sip:2002@gw", "sip:2002@b"));
        Store.SaveBinding(Binding("sip:2003@gw", "sip:2003@a", expires: 10));
        Store.SaveBinding(Binding("sip:2003@gw", "sip:2003@b", expires: 10.5));
        Store.RemoveBinding("sip:2001@gw", "sip:2001@a");
        Store.RemoveBindings("sip:2002@gw");
        Assert.Equal(["sip:2001@b", "sip:2003@b"], Store.LoadBindings(Calls.Start.AddSeconds(10)).Select(b => b.Contact));
    }

    [Fact]
    public void Statuses_keep_reason_and_since()
    {
        Store.SaveStatus(new StoredAgentStatus(new AgentId("2002"), AgentStatus.Available, null, Calls.Start));
        foreach (var status in Enum.GetValues<AgentStatus>())
        {
            var stored = new StoredAgentStatus(new AgentId("2001"), status, "makan", Calls.Start.AddMicroseconds(7));
            Store.SaveStatus(stored);
            Assert.Equal(stored, Store.LoadStatuses()[0]);
        }

        Store.RemoveStatus(new AgentId("2001"));
        Assert.Equal(["2002"], Store.LoadStatuses().Select(s => s.Agent.Value));
    }

    [Fact]
    public void Declared_service_states_come_back_until_a_centre_is_left_to_its_hours()
    {
        var closed = new StoredServiceState("71.71", false, "rina", Calls.Start.AddMicroseconds(7));
        var open = new StoredServiceState("71.72", true, "ani", Calls.Start);
        Store.SaveServiceState(open);
        Store.SaveServiceState(closed with { Open = true });
        Store.SaveServiceState(closed);
        Assert.Equal([closed, open], Store.LoadServiceStates());
        Store.RemoveServiceState("71.71");
        Assert.Equal([open], Store.LoadServiceStates());
    }

    public void Dispose()
    {
        _store?.Dispose();
        CleanUp();
        GC.SuppressFinalize(this);
    }

    protected virtual void CleanUp()
    {
    }
}
