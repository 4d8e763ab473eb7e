using Gateway.Loops;
using Gateway.Operations;
using Gateway.Sip.Transport.Tls;
using Gateway.TestKit;

namespace Gateway.Tests.Operations;

/// <summary>Certificates in virtual time; their files are real.</summary>
public sealed class CertificateWatchTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly SeededScheduler _scheduler = new(1, TimeProvider.System.GetUtcNow());
    private readonly AlarmBoard _alarms;

    public CertificateWatchTests() => _alarms = new AlarmBoard(_scheduler.Time);

    public void Dispose() => _authority.Dispose();

    [Theory]
    [InlineData(31, null, AlarmSeverity.Info)]
    [InlineData(29, "certificate_expires", AlarmSeverity.Warning)]
    [InlineData(6, "certificate_expires", AlarmSeverity.Critical)]
    [InlineData(-1, "certificate_expired", AlarmSeverity.Critical)]
    public void The_end_of_a_certificate_is_an_alarm_beforehand(int daysLeft, string? kind, AlarmSeverity severity)
    {
        using var watch = Watch(daysLeft);
        var alarm = _alarms.Snapshot().SingleOrDefault();
        Assert.Equal(kind, alarm?.Kind);
        Assert.Equal(severity, alarm?.Severity ?? AlarmSeverity.Info);
    }

    [Fact]
    public void A_certificate_that_comes_near_its_end_while_the_gateway_runs_is_an_alarm_too()
    {
        using var watch = Watch(31);
        Run(TimeSpan.FromHours(23));
        Assert.Empty(_alarms.Snapshot());
        Run(TimeSpan.FromHours(3));
        Assert.Equal("certificate_expires", Assert.Single(_alarms.Snapshot()).Kind);
    }

    [Fact]
    public void A_changed_file_is_taken_and_a_bad_one_alarms_until_it_is_good_again()
    {
        using var watch = Watch(90, out var store);
        _authority.Write("own.pem", ["new.example"]);
        Run(TimeSpan.FromSeconds(3));
        Assert.Equal("certificate_changed", Assert.Single(_alarms.Snapshot()).Kind);
        Assert.Equal(["new.example"], store.Current.First!.Names);

        File.WriteAllText(Path.Combine(_authority.Folder, "own.pem"), "half a certif");
        Run(TimeSpan.FromSeconds(10));
        var bad = Assert.Single(_alarms.Snapshot(), a => a.Kind == "certificate_unusable");
        Assert.Equal(AlarmSeverity.Critical, bad.Severity);
        Assert.Equal(["new.example"], store.Current.First!.Names);

        _authority.Write("own.pem", ["newest.example"]);
        Run(TimeSpan.FromSeconds(3));
        Assert.Equal(["newest.example"], store.Current.First!.Names);
        var count = _alarms.Snapshot().Single(a => a.Kind == "certificate_unusable").Count;
        Run(TimeSpan.FromSeconds(10));
        Assert.Equal(count, _alarms.Snapshot().Single(a => a.Kind == "certificate_unusable").Count);
    }

    private CertificateWatch Watch(int daysLeft) => Watch(daysLeft, out _);

    private CertificateWatch Watch(int daysLeft, out CertificateStore store)
    {
        store = new CertificateStore([new CertificateFile(_authority.Write("own.pem", ["own.example"], daysLeft))], null);
        return new CertificateWatch(_scheduler, [store], _alarms);
    }

    private void Run(TimeSpan time) => _scheduler.RunUntil(_scheduler.Time.GetElapsedTime(0) + time);
}
