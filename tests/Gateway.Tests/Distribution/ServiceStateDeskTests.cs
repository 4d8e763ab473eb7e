using Gateway.Acd;
using Gateway.Configuration;
using Gateway.Distribution;
using Gateway.Loops;
using Gateway.Operations;
using Gateway.Tests.Configuration;

namespace Gateway.Tests.Distribution;

public sealed class ServiceStateDeskTests : IDisposable
{
    /// <summary>Tuesday, 21:59 in Manado (UTC+8).</summary>
    private static readonly DateTimeOffset Evening = new(2026, 11, 24, 13, 59, 0, TimeSpan.Zero);

    private readonly SeededScheduler _scheduler = new(1, Evening);
    private readonly List<AcdEvent.SetOpen> _told = [];
    private readonly ServiceStateDesk _desk;

    public ServiceStateDeskTests()
    {
        using var folder = new TestFolder();
        folder.Write("centres.json", """
            { "centres": [ { "code": "71.71", "name": "Kota Manado", "timeZone": "Asia/Makassar", "queues": [ { "name": "darurat" } ],
              "openingHours": ["mon-fri 07:00-22:00"] } ] }
            """);
        _desk = new ServiceStateDesk(
            _scheduler, folder.Good().Centres, e => _told.Add((AcdEvent.SetOpen)e), new AlarmBoard(_scheduler.Time));
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

    public void Dispose() => _desk.Dispose();
}
