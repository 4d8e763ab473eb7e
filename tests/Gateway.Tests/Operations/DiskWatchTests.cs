using Gateway.Loops;
using Gateway.Operations;

namespace Gateway.Tests.Operations;

public sealed class DiskWatchTests
{
    [Fact]
    public void The_disks_of_data_and_of_recordings_are_looked_at_again_and_again_and_a_full_one_is_named()
    {
        var scheduler = new SeededScheduler(1, DateTimeOffset.UnixEpoch.AddYears(56));
        var alarms = new AlarmBoard(scheduler.Time);
        var free = new Dictionary<string, long> { ["/data"] = 1000, ["/srv/recordings"] = 1000 };
        using var watch = new DiskWatch(scheduler, ["/data", "/srv/recordings"], 1000, alarms, directory => free[directory]);
        scheduler.RunUntil(TimeSpan.FromSeconds(1));
        Assert.Empty(alarms.Snapshot());
        free["/srv/recordings"] = 999;
        scheduler.RunUntil(TimeSpan.FromSeconds(62));
        var alarm = Assert.Single(alarms.Snapshot());
        Assert.Equal(("disk_space", 2L), (alarm.Kind, alarm.Count));
        Assert.Contains("/srv/recordings", alarm.Text, StringComparison.Ordinal);
        free.Remove("/data");
        scheduler.RunUntil(TimeSpan.FromSeconds(92));
        Assert.Contains(alarms.Snapshot(), a => a.Kind == "disk_space_unknown");
    }

    [Fact]
    public void The_room_of_a_folder_that_is_not_made_yet_is_that_of_its_disk() =>
        Assert.InRange(DiskSpace.FreeOf(Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}", "a", "b")), 1, long.MaxValue);
}
