using Gateway.Loops;

namespace Gateway.Operations;

/// <summary>Looks at the free space of the disks of data and recordings twice a minute: a full disk must be an alarm before it is a loss.</summary>
internal sealed class DiskWatch : Loop<DiskWatch.Input>
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    private readonly IReadOnlyList<string> _directories;
    private readonly Func<string, long> _free;
    private readonly long _alarmBelow;
    private readonly AlarmBoard _alarms;

    /// <param name="alarmBelow">Bytes.</param>
    /// <param name="free">Bytes free on the disk of a folder: <see cref="DiskSpace.FreeOf"/>.</param>
    public DiskWatch(ILoopScheduler scheduler, IReadOnlyList<string> directories, long alarmBelow, AlarmBoard alarms, Func<string, long> free)
        : base("disk", scheduler)
    {
        _directories = directories;
        _free = free;
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
        foreach (var directory in _directories.Where(d => _free(d) < _alarmBelow))
        {
            _alarms.Raise(
                "disk_space",
                AlarmSeverity.Critical,
                $"the disk of {directory} has less than {_alarmBelow / 1024 / 1024} MB left: make room, or recordings and journal will fail");
        }
    }

    protected override void OnFault(Input input, Exception fault) =>
        _alarms.Raise("disk_space_unknown", AlarmSeverity.Warning, $"the free space of {string.Join(" and ", _directories)} cannot be read: {fault.Message}");
}
