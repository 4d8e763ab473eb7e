using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Gateway.Loops;
using Gateway.Media.Engine;
using Gateway.Media.Recording.Sealing;

namespace Gateway.Media.Recording;

/// <summary>
/// Does everything of recordings that touches a file, on a thread of its own: one writer per disk. Left channel: the caller's voice.
/// Right channel: all that the caller is told, that is everybody else's voice mixed with the prompts played to the caller, so that the
/// wait is evidence too. Both channels stand on the clock of arrival, silence where nothing came; the file is as long as the call.
/// Media loops hand packets over without waiting. Dispose it after its engine: that commits what is still open.
/// </summary>
public sealed class RecordingWriter : ILoop, IDisposable
{
    private const int ScratchSamples = 2 * 16_384;
    private const int PreparedChunks = 64;

    private readonly ConcurrentQueue<CallRecording> _opened = new();
    private readonly List<RecordingSession> _sessions = [];
    private readonly short[] _scratch = new short[ScratchSamples];
    private readonly Lock _stepLock = new();
    private readonly RecordingChunks _chunks;
    private readonly IRecordingFiles _files;
    private readonly RecordingOptions _options;
    private readonly Func<RecordingKeys> _keys;
    private readonly IMediaSink _sink;
    private readonly MediaTime _time;
    private readonly Meter _meter = new(MediaMetrics.MeterName);
    private readonly Counter<long> _committed;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _lost;
    private readonly ILoopSlot _slot;
    private int _open;
    private int _deepest;
    private bool _disposed;

    /// <param name="files">Where to: <see cref="DiskRecordingFiles"/>, or <see cref="MemoryRecordingFiles"/> in simulation.</param>
    /// <param name="scheduler">Runs the writer; in production a <see cref="ThreadScheduler"/> of its own with one thread.</param>
    /// <param name="sink">Hears <see cref="MediaEvent.RecordingCommitted"/> and <see cref="MediaEvent.RecordingFailed"/>.</param>
    /// <param name="keys">Asked on the writer's thread at the beginning of each recording; null: they are written in the clear.</param>
    public RecordingWriter(
        IRecordingFiles files, ILoopScheduler scheduler, IMediaSink sink, RecordingOptions? options = null, Func<RecordingKeys>? keys = null)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        _files = files;
        _sink = sink;
        _keys = keys ?? (() => RecordingKeys.None);
        _options = options ?? new RecordingOptions();
        _time = new MediaTime(scheduler.Time);
        _chunks = new RecordingChunks(PreparedChunks, _options.MostChunks);
        _committed = _meter.CreateCounter<long>("gateway_media_recordings_committed");
        _failed = _meter.CreateCounter<long>("gateway_media_recordings_failed");
        _lost = _meter.CreateCounter<long>("gateway_media_recording_packets_lost");
        _meter.CreateObservableGauge("gateway_media_recordings_open", () => Volatile.Read(ref _open));
        _meter.CreateObservableGauge("gateway_media_recording_ring_chunks", () => Volatile.Read(ref _deepest));
        _slot = scheduler.Attach(this);
    }

    public string Name => "recorder";

    /// <summary>Recordings that are not committed yet.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <inheritdoc/>
    public NextStep Step()
    {
        lock (_stepLock)
        {
            return _disposed ? NextStep.Idle : Pump();
        }
    }

    /// <summary>Commits all that is open, as if every call ended now. The engine must have been disposed.</summary>
    public void Dispose()
    {
        lock (_stepLock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            foreach (var session in _sessions.Where(s => !s.Recording.IsClosed))
            {
                session.Recording.Close(_time.Now);
            }

            foreach (var recording in _opened.Where(r => !r.IsClosed))
            {
                recording.Close(_time.Now);
            }

            Pump();
        }

        _slot.Detach();
        _meter.Dispose();
    }

    /// <summary>A new recording. Thread-safe.</summary>
    internal CallRecording Begin(MediaCallId call, RecordingSpec spec, long now)
    {
        var recording = new CallRecording(call, spec, now, _chunks);
        Interlocked.Increment(ref _open);
        _opened.Enqueue(recording);
        _slot.Wake();
        return recording;
    }

    /// <summary>Nothing more comes for it. By the recording's media loop.</summary>
    internal void End(CallRecording recording, long now)
    {
        recording.Close(now);
        _slot.Wake();
    }

    private NextStep Pump()
    {
        while (_opened.TryDequeue(out var recording))
        {
            _sessions.Add(new RecordingSession(recording, _files, _options, _keys().Newest, _scratch, Tell));
        }

        var now = _time.Now;
        var deepest = 0;
        for (var i = 0; i < _sessions.Count;)
        {
            var session = _sessions[i];
            deepest = Math.Max(deepest, session.Recording.Ring.Depth);
            try
            {
                if (session.Recording.IsClosed)
                {
                    _sessions.RemoveAt(i);
                    Finish(session);
                }
                else
                {
                    i++;
                    session.Pump(now);
                }
            }
#pragma warning disable CA1031 // One recording's fault must not stop the others.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                session.Report($"The recorder failed: {fault.Message}");
            }
        }

        Volatile.Write(ref _deepest, deepest);
        return _sessions.Count == 0
            ? NextStep.Idle
            : new NextStep(false, _time.ToTimestamp(now + (long)_options.WriteInterval.TotalMicroseconds));
    }

    private void Finish(RecordingSession session)
    {
        using (session)
        {
            Interlocked.Decrement(ref _open);
            _lost.Add(session.Recording.Ring.Lost);
            foreach (var committed in session.Finish())
            {
                _committed.Add(1);
                Tell(committed);
            }
        }
    }

    private void Tell(MediaEvent mediaEvent)
    {
        if (mediaEvent is MediaEvent.RecordingFailed)
        {
            _failed.Add(1);
        }

        _sink.OnEvent(mediaEvent);
    }
}
