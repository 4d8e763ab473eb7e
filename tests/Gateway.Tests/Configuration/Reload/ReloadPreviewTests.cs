using Gateway.Acd;
using Gateway.Acd.Statistics;
using Gateway.Configuration;
using Gateway.Configuration.Reload;

namespace Gateway.Tests.Configuration.Reload;

/// <summary>What a new configuration would do to those who are here now, before it does it.</summary>
public sealed class ReloadPreviewTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 3, 0, 0, TimeSpan.Zero);
    private static readonly QueueId Manado = new("71.71/darurat");
    private static readonly QueueId Bitung = new("71.72/darurat");
    private readonly TestFolder _folder = new();
    private readonly AcdEngine _acd = new();

    private const string TwoCentres = """
        { "centres": [
          { "code": "71.71", "name": "Kota Manado", "timeZone": "Asia/Makassar", "queues": [ { "name": "darurat" } ] },
          { "code": "71.72", "name": "Kota Bitung", "timeZone": "Asia/Makassar", "queues": [ { "name": "darurat" } ] }
        ] }
        """;

    private const string TwoAgents = """
        { "defaults": { "password": "env:PASSWORD", "initialStatus": "available" },
          "agents": [ { "id": "2001", "centre": "71.71" }, { "id": "2101", "centre": "71.72" } ] }
        """;

    public ReloadPreviewTests() => _folder.Write("gateway.json", TestFolder.Gateway.Replace("{\n  \"sip\"", "{\n  \"defaultCentre\": \"71.71\",\n  \"sip\"", StringComparison.Ordinal))
        .Write("centres.json", TwoCentres).Write("agents.json", TwoAgents);

    [Fact]
    public void Callers_who_would_lose_their_last_agent_are_counted()
    {
        var now = Running();
        Call("C1", Bitung);
        Call("C2", Bitung);
        Call("C3", Bitung);
        _folder.Write("agents.json", TwoAgents.Replace("\"id\": \"2101\", \"centre\": \"71.72\"", "\"id\": \"2102\", \"centre\": \"71.72\"", StringComparison.Ordinal));

        // The first of them is being offered to that agent: she would be removed in a call.
        Assert.Equal(["3 callers would have no eligible agent", "agent 2101 would be removed during a call"], Harms(now));
    }

    [Fact]
    public void A_queue_that_goes_while_somebody_waits_in_it_is_named_with_where_they_would_wait()
    {
        var now = Running(present: ["2001"]);
        Call("C1", Bitung);
        _folder.Write("centres.json", TestFolder.Centres).Write("agents.json", TestFolder.Agents);
        Assert.Equal(["queue 71.72/darurat would be removed while 1 caller waits in it; they would wait in 71.71/darurat"], Harms(now));
    }

    [Fact]
    public void A_trunk_that_goes_in_the_middle_of_its_calls_is_named()
    {
        var now = Running();
        _folder.Write("trunks.json", """{ "trunks": [ { "name": "t2", "networks": ["127.0.0.1"] } ] }""");
        var preview = Preview(now, ["t1", "t1"]);
        Assert.Equal(["trunk t1 would be removed with 2 calls in progress"], preview.Harms);
        Assert.Equal(["trunks.t2: its calls are taken at once, it is pinged and registered with after a restart"], preview.Warnings);
    }

    [Fact]
    public void Callers_who_have_nobody_now_either_and_quiet_queues_are_no_harm()
    {
        var now = Running(present: []);
        Call("C1", Bitung);
        _folder.Write("agents.json", TwoAgents.Replace("2101", "2102", StringComparison.Ordinal));
        Assert.Empty(Harms(now));
    }

    [Fact]
    public void The_same_folder_read_twice_does_nothing()
    {
        var now = Running();
        Call("C1", Manado);
        var preview = Preview(now, ["t1"]);
        Assert.Empty(preview.Harms);
        Assert.Empty(preview.Warnings);
    }

    [Theory]
    [InlineData("gateway.json", "\"port\": 0 } ] }", "\"port\": 5099 } ] }", "sip.listeners")]
    [InlineData("gateway.json", "\"112.test.example\"", "\"other.example\"", "sip.domain")]
    [InlineData("gateway.json", "\"ports\": \"0\"", "\"ports\": \"20000-29999\"", "media")]
    [InlineData("gateway.json", "\"http\": { \"port\": 0 }", "\"http\": { \"port\": 8099 }", "http")]
    [InlineData("gateway.json", "\"http\": { \"port\": 0 }", "\"http\": { \"port\": 0 }, \"storage\": { \"directory\": \"elsewhere\" }", "storage")]
    public void What_a_process_cannot_change_is_named_and_kept(string file, string from, string to, string name)
    {
        var now = _folder.Good();
        var text = File.ReadAllText(Path.Combine(now.Directory, file));
        Assert.Contains(from, text, StringComparison.Ordinal);
        _folder.Write(file, text.Replace(from, to, StringComparison.Ordinal));
        var (effective, kept) = RestartOnly.Keep(now, _folder.Good());
        Assert.Equal([name], kept);
        Assert.Equal((now.Domain, now.Media, now.Http, now.Storage), (effective.Domain, effective.Media, effective.Http, effective.Storage));
        Assert.Equal(now.Listeners, effective.Listeners);
        Assert.NotEqual(now.Version, effective.Version);
    }

    public void Dispose() => _folder.Dispose();

    private GatewayConfiguration Running(params string[] present)
    {
        var now = _folder.Good();
        _acd.Apply(new AcdEvent.Configure(now.ToAcd(1)), Start);
        foreach (var agent in present)
        {
            _acd.Apply(new AcdEvent.SetReachable(new AgentId(agent), true), Start);
        }

        return now;
    }

    private GatewayConfiguration Running() => Running("2001", "2101");

    private void Call(string id, QueueId queue) => _acd.Apply(new AcdEvent.EnterQueue(new CallId(id), queue, Start), Start);

    private IReadOnlyList<string> Harms(GatewayConfiguration now) => Preview(now, []).Harms;

    private ReloadPreview Preview(GatewayConfiguration now, IReadOnlyList<string> trunks)
    {
        var (next, kept) = RestartOnly.Keep(now, _folder.Good());
        return ReloadPreview.Of(now, next, kept, _acd.Snapshot(Start), trunks);
    }
}
