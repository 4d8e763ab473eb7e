using System.Collections.Concurrent;

namespace Gateway.Media.Engine.Linux;

/// <summary>
/// A media loop on a thread of its own: drains what is ready, then sleeps to the next millisecond, so that wake-ups are shared by all
/// packets of that millisecond; waits in the kernel while nothing comes and nothing is due.
/// </summary>
internal sealed class EpollMediaLoop : IMediaLoop
{
    private const long TickMicros = 1000;

    /// <summary>Datagrams that one socket may have handled per tick.</summary>
    private const int MostRounds = 4;

    private readonly ConcurrentQueue<MediaCommand> _commands = new();
    private readonly EpollPacketIo _io = new();
    private readonly MediaLoopCore _core;
    private readonly MediaTime _time;
    private readonly Thread _thread;
    private int _signalled;
    private volatile bool _stopping;
    private bool _disposed;

    public EpollMediaLoop(string name, MediaLoopSetup setup)
    {
        _time = setup.Time;
        _core = new MediaLoopCore(setup, _io);
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    public LoopCounts Counts => _core.Counts;

    public void Post(MediaCommand command)
    {
        _commands.Enqueue(command);
        Signal();
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _stopping = true;
            Signal();
            _thread.Join();
            _io.Dispose();
        }
    }

    private void Signal()
    {
        if (Interlocked.Exchange(ref _signalled, 1) == 0)
        {
            _io.Wake();
        }
    }

    private void Run()
    {
        while (!_stopping)
        {
            var busy = HandleCommands() | _core.HandleTime(_time.Now) | Drain();
            if (!busy)
            {
                busy = _io.Receive(_core, _time, Timeout());
                HandleCommands();
            }

            if (busy)
            {
                SleepToTick();
            }
        }

        HandleCommands();
        _core.CloseAll(_time.Now);
    }

    private bool HandleCommands()
    {
        if (Volatile.Read(ref _signalled) == 0)
        {
            return false;
        }

        Volatile.Write(ref _signalled, 0);
        Interlocked.MemoryBarrier();
        while (_commands.TryDequeue(out var command))
        {
            _core.Handle(command, _time.Now);
        }

        return true;
    }

    private bool Drain()
    {
        var rounds = 0;
        while (rounds < MostRounds && _io.Receive(_core, _time, 0))
        {
            rounds++;
        }

        return rounds > 0;
    }

    private int Timeout()
    {
        var dueAt = _core.NextDueAt;
        return dueAt == long.MaxValue ? -1 : (int)Math.Clamp((dueAt - _time.Now + 999) / 1000, 0, 60_000);
    }

    private unsafe void SleepToTick()
    {
        var now = _time.Now;
        var tick = ((now / TickMicros) + 1) * TickMicros;
        var duration = new LinuxNative.TimeSpec { Nanoseconds = (tick - now) * 1000 };
        _ = LinuxNative.Nanosleep(&duration, null);
        _core.Counts.NoteLateness(_time.Now - tick);
    }
}
