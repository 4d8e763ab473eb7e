using System.Runtime.InteropServices;
using Gateway.Media.Engine;
using Gateway.Media.Recording.Sealing;

namespace Gateway.Media.Recording;

/// <summary>What a recording's file is made of, the same for all files of a recording.</summary>
/// <param name="StartedAt">Monotonic microseconds of the first sample.</param>
/// <param name="Key">Seals the files; null: they are written in the clear.</param>
/// <param name="Report">Told of each trouble.</param>
internal sealed record RecordingTrackSetup(
    IRecordingFiles Files, RecordingOptions Options, RecordingKey? Key, long StartedAt, Action<string> Report);

/// <summary>
/// One file of a recording: stereo, or the one channel of a leg. A disk that fails costs samples and is tried again; places in the file are
/// absolute, so what comes later is right again and the gap is silence. One owner.
/// </summary>
internal sealed class RecordingTrack : IStereoTarget, IDisposable
{
    private readonly RecordingTrackSetup _setup;
    private readonly string _directory;
    private readonly string _name;
    private readonly int _channels;
    private readonly short[] _pending;
    private readonly Action _flush;
    private readonly Action _flushAndKeepHeader;
    private readonly StereoTimeline _timeline = new();
    private int _pendingLength;
    private IRecordingContainer? _file;
    private long _written;
    private long _headerAt = long.MinValue / 2;
    private long _syncedAt;
    private long _retryAt = long.MinValue / 2;
    private long _now;
    private string _partPath = "";

    /// <param name="name">Plain file name that ends in ".wav".</param>
    /// <param name="pending">Samples on their way to the file.</param>
    public RecordingTrack(RecordingTrackSetup setup, string directory, string name, int channels, short[] pending)
    {
        _setup = setup;
        _directory = directory;
        _name = name;
        _channels = channels;
        _pending = pending;
        _syncedAt = setup.StartedAt;
        _flush = Flush;
        _flushAndKeepHeader = () =>
        {
            Flush();
            KeepHeader();
        };
    }

    private int FrameLength => _channels * sizeof(short);

    public void Add(LegRole channel, long position, AudioCodec codec, ReadOnlySpan<byte> octets) =>
        _timeline.Add(channel, position, codec, octets, this);

    /// <summary>Finishes everything before a position.</summary>
    public void AdvanceTo(long position) => _timeline.AdvanceTo(position, this);

    /// <summary>Writes what is finished. Silence is written too: the file grows with the call.</summary>
    public void Write(long now) => Try(now, _flushAndKeepHeader);

    /// <summary>The call is over: writes the rest up to a position and commits.</summary>
    /// <returns>Null when nothing could be saved.</returns>
    public (string Path, string Sha256, TimeSpan Duration, long Bytes)? Commit(long closedAt, long end)
    {
        AdvanceTo(end);
        (string Path, string Sha256, TimeSpan Duration, long Bytes)? committed = null;
        _retryAt = long.MinValue / 2;
        Try(closedAt, () =>
        {
            Flush();
            var data = Math.Min(_timeline.Start * FrameLength, WavHeader.MostData);
            var (path, hash, bytes) = RecordingFileEnd.Commit(_setup.Files, Open(), _partPath, data);
            committed = (path, hash, WavHeader.Duration(data, _channels), bytes);
        });
        return committed;
    }

    public void Append(ReadOnlySpan<short> frames)
    {
        while (!frames.IsEmpty)
        {
            if (_pendingLength == _pending.Length)
            {
                Try(_setup.StartedAt + (_timeline.Start * 125), _flush);
            }

            var count = Math.Min(frames.Length / 2, (_pending.Length - _pendingLength) / _channels);
            var target = _pending.AsSpan(_pendingLength, count * _channels);
            if (_channels == 2)
            {
                frames[..target.Length].CopyTo(target);
            }
            else
            {
                // A leg's voice is on the left of its time line.
                for (var i = 0; i < count; i++)
                {
                    target[i] = frames[2 * i];
                }
            }

            _pendingLength += target.Length;
            frames = frames[(2 * count)..];
        }
    }

    public void Mix(long position, LegRole channel, ReadOnlySpan<short> samples)
    {
        var late = samples.ToArray();
        var side = _channels == 2 && channel != LegRole.Caller ? 1 : 0;
        Try(_setup.StartedAt + (_timeline.Start * 125), () =>
        {
            Flush();
            var file = Open();
            var frames = new short[_channels * late.Length];
            var offset = position * FrameLength;
            file.Read(offset, MemoryMarshal.AsBytes(frames.AsSpan()));
            for (var i = 0; i < late.Length; i++)
            {
                ref var sample = ref frames[(_channels * i) + side];
                sample = (short)Math.Clamp(sample + late[i], short.MinValue, short.MaxValue);
            }

            file.Write(offset, MemoryMarshal.AsBytes(frames.AsSpan()));
        });
    }

    public void Dispose() => _file?.Dispose();

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
        if (_now - _headerAt >= (long)_setup.Options.HeaderInterval.TotalMicroseconds)
        {
            Open().KeepValid(Math.Min(_written, WavHeader.MostData));
            _headerAt = _now;
        }

        if (_now - _syncedAt >= (long)_setup.Options.SyncInterval.TotalMicroseconds)
        {
            Open().File.Sync();
            _syncedAt = _now;
        }
    }

    private IRecordingContainer Open()
    {
        if (_file is null)
        {
            if (_name != Path.GetFileName(_name) || !_name.EndsWith(RecordingFileEnd.PlainEnding, StringComparison.Ordinal))
            {
                throw new ArgumentException($"'{_name}' is not a plain file name that ends in .wav.");
            }

            var path = Path.Combine(_directory, _name);
            path = _setup.Key is null ? path : Path.ChangeExtension(path, null) + RecordingFileEnd.SealedEnding;
            _partPath = RecordingFileEnd.FreeName(_setup.Files, path) + RecordingFileEnd.PartEnding;
            var file = _setup.Files.Create(_partPath);
            _file = _setup.Key is null ? new PlainRecording(file, _channels) : new SealedRecording(file, _setup.Key, _channels);
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
            _retryAt = now + (long)_setup.Options.RetryInterval.TotalMicroseconds;
            _setup.Report($"The recording cannot be written: {e.Message}");
        }
    }
}
