using System.Collections.Concurrent;

namespace Gateway.Media.Engine.Portable;

/// <summary>
/// A media loop for systems without epoll. A thread per socket blocks in receive and hands what came to the core, one at a time; one thread
/// more does commands and timers. It costs a thread per port and a wake-up per packet; what it does is the same, but that an unreachable port is
/// found by silence, since .NET does not say which address an ICMP error was about.
/// </summary>
internal sealed class BlockingMediaLoop : IMediaLoop
{
    private readonly ConcurrentQueue<MediaCommand> _commands = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly Lock _gate = new();
    private readonly BlockingPacketIo _io;
    private readonly MediaLoopCore _core;
    private readonly MediaTime _time;
    private readonly Thread _thread;
    private long _sleepsUntil = long.MinValue;
    private volatile bool _stopping;
    private bool _disposed;

    public BlockingMediaLoop(string name, MediaLoopSetup setup)
    {
        _time = setup.Time;
        _io = new BlockingPacketIo(name, Received);
        _core = new MediaLoopCore(setup, _io);
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    public LoopCounts Counts => _core.Counts;

    public void Post(MediaCommand command)
    {
        _commands.Enqueue(command);
        _wake.Set();
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _stopping = true;
            _wake.Set();
            _thread.Join();
            _io.Join();
            _wake.Dispose();
        }
    }

    private void Run()
    {
        while (!_stopping)
        {
            long dueAt;
            lock (_gate)
            {
                HandleCommands();
                _core.HandleTime(_time.Now);
                dueAt = _core.NextDueAt;
                _sleepsUntil = dueAt;
            }

            if (dueAt == long.MaxValue)
            {
                _wake.WaitOne();
                continue;
            }

            var left = dueAt - _time.Now;
            if (left > 0)
            {
                _wake.WaitOne((int)Math.Clamp((left + 999) / 1000, 1, 60_000));
            }

            Counts.NoteLateness(Math.Max(0, _time.Now - dueAt));
        }

        lock (_gate)
        {
            HandleCommands();
            _core.CloseAll(_time.Now);
        }
    }

    private void HandleCommands()
    {
        while (_commands.TryDequeue(out var command))
        {
            _core.Handle(command, _time.Now);
        }
    }

    /// <summary>On the socket's thread.</summary>
    private void Received(BlockingPacketIo.Port port, Span<byte> packet)
    {
        lock (_gate)
        {
            _core.HandleDatagram(port.Slot, port.IsRtcp, packet, port.LastSource, _time.Now);
            if (_core.NextDueAt < _sleepsUntil)
            {
                _wake.Set();
            }
        }
    }
}
