using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Configuration;
using Gateway.Distribution;
using Gateway.Loops;
using Gateway.Operations;
using Gateway.Storage.Journal;
using Gateway.Storage.State;
using Gateway.Tests.Configuration;

namespace Gateway.Tests.Distribution;

public sealed class ServiceStateDeskTests : IDisposable
{
    /// <summary>Tuesday, 21:59 in Manado (UTC+8).</summary>
    private static readonly DateTimeOffset Evening = new(2026, 11, 24, 13, 59, 0, TimeSpan.Zero);

    private readonly SeededScheduler _scheduler = new(1, Evening);
    private readonly List<AcdEvent.SetOpen> _told = [];
    private readonly InMemoryStateStore _state = new();
    private readonly InMemoryJournal _journal = new("gw1", () => new byte[16]);
    private readonly ServiceStateDesk _desk;
    private IReadOnlyList<CentreOptions> _centres;

    public ServiceStateDeskTests()
    {
        _centres = Centres("mon-fri 07:00-22:00", "darurat");
        _desk = Desk();
    }

    [Fact]
    public void A_centre_closes_and_opens_by_its_hours_in_its_own_zone()
    {
        _scheduler.RunUntil(TimeSpan.FromSeconds(50));
        Assert.Empty(_told);
        _scheduler.RunUntil(TimeSpan.FromSeconds(80));
        Assert.Equal([new AcdEvent.SetOpen(new QueueId("71.71/darurat"), false)], _told);
        _scheduler.RunUntil(TimeSpan.FromHours(9.1));
        Assert.Equal([false, true], _told.Select(t => t.Open));
    }

    [Fact]
    public void What_is_declared_goes_before_the_hours_until_it_is_taken_back()
    {
        Assert.True(_desk.Declare("71.71", false, "rina"));
        _scheduler.RunUntil(TimeSpan.FromSeconds(10));
        Assert.Equal([false], _told.Select(t => t.Open));
        Assert.True(_desk.Declare("71.71", true, "rina"));
        _scheduler.RunUntil(TimeSpan.FromMinutes(10));
        Assert.Equal([false, true], _told.Select(t => t.Open));
        Assert.True(_desk.Declare("71.71", null, "rina"));
        _scheduler.RunUntil(TimeSpan.FromMinutes(11));
        Assert.Equal([false, true, false], _told.Select(t => t.Open));
        Assert.False(_desk.Declare("99.99", false, "rina"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_restart_neither_opens_a_centre_that_was_declared_closed_nor_closes_one_that_was_declared_open(bool open)
    {
        // 22:09: closed by its hours.
        _scheduler.RunUntil(TimeSpan.FromMinutes(10));
        _desk.Declare("71.71", open, "rina");
        _scheduler.RunUntil(TimeSpan.FromMinutes(11));
        _desk.Dispose();
        _told.Clear();
        using var next = Desk();
        _scheduler.RunUntil(TimeSpan.FromMinutes(12));
        Assert.Equal(open ? [] : [new AcdEvent.SetOpen(new QueueId("71.71/darurat"), false)], _told);

        // 07:59 and 08:01 on the next day: its hours change nothing before they count again.
        _told.Clear();
        _scheduler.RunUntil(TimeSpan.FromHours(10));
        Assert.Empty(_told);
        next.Declare("71.71", null, "rina");
        _scheduler.RunUntil(TimeSpan.FromHours(10.1));
        Assert.Equal(open ? [] : [new AcdEvent.SetOpen(new QueueId("71.71/darurat"), true)], _told);
        Assert.Empty(_state.LoadServiceStates());
        Assert.Equal(
            [new ServiceStateDeclared("71.71", open, "rina"), new ServiceStateDeclared("71.71", null, "rina")],
            _journal.Read(0, 10).Select(e => (ServiceStateDeclared)e.Read()!.Payload));
    }

    [Fact]
    public void Hours_and_queues_of_a_reload_count_from_the_next_look_on()
    {
        _scheduler.RunUntil(TimeSpan.FromSeconds(10));
        _centres = Centres("mon-fri 07:00-21:00", "darurat");
        _scheduler.RunUntil(TimeSpan.FromSeconds(20));
        Assert.Equal([new AcdEvent.SetOpen(new QueueId("71.71/darurat"), false)], _told);
        _centres = Centres("mon-fri 07:00-21:00", "darurat", "kebakaran");
        _scheduler.RunUntil(TimeSpan.FromSeconds(40));
        Assert.Equal(new AcdEvent.SetOpen(new QueueId("71.71/kebakaran"), false), _told[^1]);
        _centres = Centres("mon-fri 07:00-23:00", "darurat", "kebakaran");
        _scheduler.RunUntil(TimeSpan.FromSeconds(60));
        Assert.Equal([false, false, true, true], _told.Select(t => t.Open));
    }

    private ServiceStateDesk Desk() =>
        new(_scheduler, () => _centres, e => _told.Add((AcdEvent.SetOpen)e), new AlarmBoard(_scheduler.Time), _journal, _state);

    private static IReadOnlyList<CentreOptions> Centres(string hours, params string[] queues)
    {
        using var folder = new TestFolder();
        folder.Write("centres.json", $$"""
            { "centres": [ { "code": "71.71", "name": "Kota Manado", "timeZone": "Asia/Makassar", "openingHours": ["{{hours}}"],
              "queues": [ {{string.Join(", ", queues.Select(q => $"{{ \"name\": \"{q}\" }}"))}} ] } ] }
            """);
        folder.Write("agents.json", $$"""
            { "agents": [ { "id": "2001", "centre": "71.71", "password": "env:PASSWORD",
              "tiers": [ {{string.Join(", ", queues.Select(q => $"{{ \"queue\": \"{q}\" }}"))}} ] } ] }
            """);
        return folder.Good().Centres;
    }

    public void Dispose() => _desk.Dispose();
}
