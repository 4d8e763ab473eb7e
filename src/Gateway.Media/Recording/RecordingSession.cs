using System.Runtime.InteropServices;
using Gateway.Media.Engine;
using Gateway.Media.Recording.Sealing;

namespace Gateway.Media.Recording;

/// <summary>
/// One recording on the writer's side: takes packets from the ring, puts them on the time line, writes the file. A disk that fails costs
/// samples and one <see cref="MediaEvent.RecordingFailed"/>, and is tried again; places in the file are absolute, so what comes later is
/// right again and the gap is silence. One owner.
/// </summary>
internal sealed class RecordingSession : IStereoTarget, IDisposable
{
    private readonly CallRecording _recording;
    private readonly IRecordingFiles _files;
    private readonly RecordingOptions _options;
    private readonly RecordingKey? _key;
    private readonly Action<MediaEvent> _tell;
    private readonly Action _flush;
    private readonly Action _flushAndKeepHeader;
    private readonly StereoTimeline _timeline = new();
    private StreamAlignment[] _streams = new StreamAlignment[2];
    private short[] _pending = [];
    private int _pendingLength;
    private IRecordingContainer? _file;
    private long _written;
    private long _headerAt = long.MinValue / 2;
    private long _syncedAt;
    private long _retryAt = long.MinValue / 2;
    private bool _reported;
    private long _now;
    private string _partPath;

    /// <param name="key">Seals the file; null: it is written in the clear.</param>
    public RecordingSession(CallRecording recording, IRecordingFiles files, RecordingOptions options, RecordingKey? key, Action<MediaEvent> tell)
    {
        _recording = recording;
        _files = files;
        _options = options;
        _key = key;
        _tell = tell;
        _syncedAt = recording.StartedAt;
        _partPath = "";
        _flush = Flush;
        _flushAndKeepHeader = () =>
        {
            Flush();
            KeepHeader();
        };
    }

    public CallRecording Recording => _recording;

    /// <summary>Takes what has come and writes it.</summary>
    /// <param name="scratch">Room for finished samples, shared by all sessions of the writer.</param>
    public void Pump(long now, short[] scratch)
    {
        _pending = scratch;
        Drain();
        if (_recording.Ring.Lost > 0)
        {
            Report("The disk is too slow: packets were lost before they were written.");
        }

        // Silence is written too: the file grows with the call.
        _timeline.AdvanceTo(Position(now) - StereoTimeline.HoldBack - (StereoTimeline.Window / 4), this);
        Try(now, _flushAndKeepHeader);
    }

    /// <summary>The call is over: writes the rest and commits. Always ends the session.</summary>
    /// <returns>The event that tells, or null when nothing could be saved.</returns>
    public MediaEvent.RecordingCommitted? Finish(short[] scratch)
    {
        _pending = scratch;
        Drain();
        _timeline.AdvanceTo(Position(_recording.ClosedAt), this);
        MediaEvent.RecordingCommitted? committed = null;
        _retryAt = long.MinValue / 2;
        Try(_recording.ClosedAt, () =>
        {
            Flush();
            var file = Open();
            var data = Math.Min(_timeline.Start * WavHeader.FrameLength, WavHeader.MostData);
            var (path, hash, bytes) = RecordingFileEnd.Commit(_files, file, _partPath, data);
            committed = new MediaEvent.RecordingCommitted(_recording.Call, path, hash, WavHeader.Duration(data), bytes);
        });
        _recording.Ring.Release();
        return committed;
    }

    public void Append(ReadOnlySpan<short> frames)
    {
        while (!frames.IsEmpty)
        {
            if (_pendingLength == _pending.Length)
            {
                Try(_recording.StartedAt + (_timeline.Start * 125), _flush);
            }

            var count = Math.Min(frames.Length, _pending.Length - _pendingLength);
            frames[..count].CopyTo(_pending.AsSpan(_pendingLength));
            _pendingLength += count;
            frames = frames[count..];
        }
    }

    public void Mix(long position, LegRole channel, ReadOnlySpan<short> samples)
    {
        var late = samples.ToArray();
        Try(_recording.StartedAt + (_timeline.Start * 125), () =>
        {
            Flush();
            var file = Open();
            var frames = new short[2 * late.Length];
            var offset = position * WavHeader.FrameLength;
            file.Read(offset, MemoryMarshal.AsBytes(frames.AsSpan()));
            for (var i = 0; i < late.Length; i++)
            {
                ref var sample = ref frames[(2 * i) + (channel == LegRole.Caller ? 0 : 1)];
                sample = (short)Math.Clamp(sample + late[i], short.MinValue, short.MaxValue);
            }

            file.Write(offset, MemoryMarshal.AsBytes(frames.AsSpan()));
        });
    }

    /// <summary>Tells once that the recording is not what it should be.</summary>
    public void Report(string reason)
    {
        if (!_reported)
        {
            _reported = true;
            _tell(new MediaEvent.RecordingFailed(_recording.Call, reason));
        }
    }

    public void Dispose() => _file?.Dispose();

    private long Position(long at) => Math.Max(0, (at - _recording.StartedAt) / 125);

    private void Drain()
    {
        while (_recording.Ring.TryRead(out var packet, out var payload))
        {
            if (packet.Stream >= _streams.Length)
            {
                Array.Resize(ref _streams, packet.Stream + 1);
            }

            var arrival = (packet.ArrivedAt - _recording.StartedAt) / 125;
            _timeline.AdvanceTo(arrival - StereoTimeline.HoldBack, this);
            if (_streams[packet.Stream].TryPlace(packet, arrival, out var position, out var skip))
            {
                _timeline.Add(packet.Channel, position + skip, packet.Codec, payload[skip..], this);
            }
        }
    }

    private void Flush()
    {
        var bytes = MemoryMarshal.AsBytes(_pending.AsSpan(0, _pendingLength));
        // Taken before it is tried: a failed disk costs these samples, their place stays silent.
        var offset = _written;
        _written += bytes.Length;
        _pendingLength = 0;
        if (!bytes.IsEmpty && _written <= WavHeader.MostData)
        {
            Open().Write(offset, bytes);
        }
    }

    private void KeepHeader()
    {
        if (_now - _headerAt >= (long)_options.HeaderInterval.TotalMicroseconds)
        {
            Open().KeepValid(Math.Min(_written, WavHeader.MostData));
            _headerAt = _now;
        }

        if (_now - _syncedAt >= (long)_options.SyncInterval.TotalMicroseconds)
        {
            Open().File.Sync();
            _syncedAt = _now;
        }
    }

    private IRecordingContainer Open()
    {
        if (_file is null)
        {
            var name = _recording.Spec.FileName;
            if (name != Path.GetFileName(name) || !name.EndsWith(RecordingFileEnd.PlainEnding, StringComparison.Ordinal))
            {
                throw new ArgumentException($"'{name}' is not a plain file name that ends in .wav.");
            }

            var path = Path.Combine(_recording.Spec.Directory, name);
            path = _key is null ? path : Path.ChangeExtension(path, null) + RecordingFileEnd.SealedEnding;
            _partPath = RecordingFileEnd.FreeName(_files, path) + RecordingFileEnd.PartEnding;
            var file = _files.Create(_partPath);
            _file = _key is null ? new PlainRecording(file, channels: 2) : new SealedRecording(file, _key, channels: 2);
        }

        return _file;
    }

    private void Try(long now, Action write)
    {
        if (now < _retryAt)
        {
            _written += _pendingLength * sizeof(short);
            _pendingLength = 0;
            return;
        }

        _now = now;
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            _retryAt = now + (long)_options.RetryInterval.TotalMicroseconds;
            Report($"The recording cannot be written: {e.Message}");
        }
    }
}
