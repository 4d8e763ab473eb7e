using Gateway.Loops;

namespace Gateway.Operations;

/// <summary>Looks at the free space of the data folder's disk twice a minute: a full disk must be an alarm before it is a loss.</summary>
internal sealed class DiskWatch : Loop<DiskWatch.Input>
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    private readonly string _directory;
    private readonly long _alarmBelow;
    private readonly AlarmBoard _alarms;

    /// <param name="alarmBelow">Bytes.</param>
    public DiskWatch(ILoopScheduler scheduler, string directory, long alarmBelow, AlarmBoard alarms)
        : base("disk", scheduler)
    {
        _directory = directory;
        _alarmBelow = alarmBelow;
        _alarms = alarms;
        Post(new Input.Look());
    }

    internal abstract record Input
    {
        private Input()
        {
        }

        internal sealed record Look : Input;
    }

    protected override void On(Input input)
    {
        StartTimer(Period, input);
        var free = new DriveInfo(_directory).AvailableFreeSpace;
        if (free < _alarmBelow)
        {
            _alarms.Raise(
                "disk_space",
                AlarmSeverity.Critical,
                $"the disk of {_directory} has less than {_alarmBelow / 1024 / 1024} MB left: make room, or recordings and journal will fail");
        }
    }

    protected override void OnFault(Input input, Exception fault) =>
        _alarms.Raise("disk_space_unknown", AlarmSeverity.Warning, $"the free space of {_directory} cannot be read: {fault.Message}");
}
