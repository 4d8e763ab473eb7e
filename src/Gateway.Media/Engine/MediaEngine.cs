using System.Runtime.InteropServices;
using Gateway.Loops;
using Gateway.Media.Engine.Linux;
using Gateway.Media.Engine.Portable;
using Gateway.Media.Engine.Virtual;
using Gateway.Media.Prompts;
using Gateway.Media.Recording;

namespace Gateway.Media.Engine;

/// <summary>How a media loop reads its sockets.</summary>
public enum MediaWay
{
    /// <summary><see cref="Epoll"/> where there is one, else <see cref="Blocking"/>.</summary>
    Auto,

    /// <summary>One thread for all sockets of a loop; Linux on x64 and arm64.</summary>
    Epoll,

    /// <summary>A thread per socket; everywhere.</summary>
    Blocking,
}

/// <summary>
/// The media engine: a few loops, each owning the legs of whole calls. Commands in, events out (<see cref="IMediaSink"/>), both plain
/// records. Dispose it before its <see cref="RecordingWriter"/>: that ends every call (RTCP BYE) and hands the recordings over to be
/// committed.
/// </summary>
public sealed class MediaEngine : IMediaEngine, IDisposable
{
    private readonly IMediaLoop[] _loops;
    private readonly MediaMetrics _metrics;
    private volatile bool _disposed;

    private MediaEngine(IEnumerable<IMediaLoop> loops, string meter = MediaMetrics.MeterName)
    {
        _loops = [.. loops];
        _metrics = new MediaMetrics([.. _loops.Select(l => l.Counts)], meter);
    }

    /// <summary>On real sockets.</summary>
    /// <param name="loops">Threads, 1 to 64; about one per 500 calls.</param>
    /// <param name="ports">Where closed legs' ports go back to.</param>
    /// <param name="recorder">Null: nothing is recorded, and asking for it is told as failed.</param>
    /// <param name="meter">Name of the meter; a second engine in the process needs another one, or their figures mix.</param>
    /// <param name="way">How sockets are read.</param>
    /// <exception cref="PlatformNotSupportedException">epoll was asked for, and this is not Linux on x64 or arm64.</exception>
    /// <exception cref="IOException">The system gives no epoll descriptors.</exception>
    public static MediaEngine OnSockets(
        int loops,
        PromptLibrary prompts,
        IRtpPortPool ports,
        IMediaSink sink,
        RecordingWriter? recorder,
        TimeProvider time,
        string meter = MediaMetrics.MeterName,
        MediaWay way = MediaWay.Auto)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(loops, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(loops, 64);
        var chosen = Choose(way);
        var setup = new MediaLoopSetup(prompts, ports, sink, recorder, new MediaTime(time), Seed: null);
        return new MediaEngine(
            Enumerable.Range(0, loops).Select(i => chosen == MediaWay.Epoll
                ? (IMediaLoop)new EpollMediaLoop($"media-{i}", setup)
                : new BlockingMediaLoop($"media-{i}", setup)),
            meter);
    }

    /// <summary>What <see cref="MediaWay.Auto"/> means here: epoll where its structures are known, else blocking sockets.</summary>
    /// <exception cref="PlatformNotSupportedException">epoll was asked for, and this is not Linux on x64 or arm64.</exception>
    public static MediaWay Choose(MediaWay way)
    {
        var hasEpoll = OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;
        return way switch
        {
            MediaWay.Auto => hasEpoll ? MediaWay.Epoll : MediaWay.Blocking,
            MediaWay.Epoll when !hasEpoll => throw new PlatformNotSupportedException(
                "media.way \"epoll\" needs Linux on x64 or arm64; use \"auto\" or \"blocking\"."),
            _ => way,
        };
    }

    /// <summary>On an in-memory network, run by a scheduler; the same per-packet code, deterministic for a seed.</summary>
    /// <param name="seed">Of SSRCs and first sequence numbers.</param>
    public static MediaEngine InMemory(
        VirtualMediaNetwork network,
        ILoopScheduler scheduler,
        PromptLibrary prompts,
        IRtpPortPool ports,
        IMediaSink sink,
        RecordingWriter? recorder,
        int seed)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        var setup = new MediaLoopSetup(prompts, ports, sink, recorder, new MediaTime(scheduler.Time), seed);
        return new MediaEngine([new VirtualMediaLoop("media", setup, network, scheduler)]);
    }

    /// <summary>Packets passed from one leg to another, since start.</summary>
    public long PacketsRelayed => _loops.Sum(l => l.Counts.Relayed);

    /// <summary>Datagrams and commands not used, by reason, since start.</summary>
    public long Dropped(DropReason reason) => _loops.Sum(l => l.Counts.Dropped(reason));

    /// <inheritdoc/>
    public void Post(MediaCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (!_disposed)
        {
            _loops[(int)((ulong)command.Call.Value % (uint)_loops.Length)].Post(command);
        }
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            foreach (var loop in _loops)
            {
                loop.Dispose();
            }

            _metrics.Dispose();
        }
    }
}
