using Gateway.Media.Engine;
using Gateway.Media.Recording.Sealing;

namespace Gateway.Media.Recording;

/// <summary>
/// One recording on the writer's side: takes packets from the ring, finds their places, and gives them to its tracks: the stereo one, and where
/// that is asked for one for each leg's voice. One owner.
/// </summary>
internal sealed class RecordingSession : IDisposable
{
    private const int LegPending = 4096;

    private readonly CallRecording _recording;
    private readonly Action<MediaEvent> _tell;
    private readonly RecordingTrackSetup _setup;
    private readonly RecordingTrack _whole;
    private readonly SortedDictionary<byte, RecordingTrack> _legs = [];
    private StreamAlignment[] _streams = new StreamAlignment[2];
    private bool _reported;

    /// <param name="key">Seals the files; null: they are written in the clear.</param>
    /// <param name="scratch">Room for finished samples, shared by all sessions of the writer.</param>
    public RecordingSession(
        CallRecording recording, IRecordingFiles files, RecordingOptions options, RecordingKey? key, short[] scratch, Action<MediaEvent> tell)
    {
        _recording = recording;
        _tell = tell;
        _setup = new RecordingTrackSetup(files, options, key, recording.StartedAt, Report);
        _whole = new RecordingTrack(_setup, recording.Spec.Directory, recording.Spec.FileName, channels: 2, scratch);
    }

    public CallRecording Recording => _recording;

    /// <summary>Takes what has come and writes it.</summary>
    public void Pump(long now)
    {
        Drain();
        if (_recording.Ring.Lost > 0)
        {
            Report("The disk is too slow: packets were lost before they were written.");
        }

        var finished = Position(now) - StereoTimeline.HoldBack - (StereoTimeline.Window / 4);
        _whole.AdvanceTo(finished);
        _whole.Write(now);
        foreach (var leg in _legs.Values)
        {
            leg.AdvanceTo(finished);
            leg.Write(now);
        }
    }

    /// <summary>The call is over: writes the rest and commits. Always ends the session.</summary>
    /// <returns>What could be saved; the stereo file last.</returns>
    public IReadOnlyList<MediaEvent.RecordingCommitted> Finish()
    {
        Drain();
        var committed = new List<MediaEvent.RecordingCommitted>();
        foreach (var (stream, leg) in _legs)
        {
            Commit(leg, _recording.LegOf(stream), committed);
        }

        Commit(_whole, null, committed);
        _recording.Ring.Release();
        return committed;
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

    public void Dispose()
    {
        _whole.Dispose();
        foreach (var leg in _legs.Values)
        {
            leg.Dispose();
        }
    }

    private void Commit(RecordingTrack track, LegId? leg, List<MediaEvent.RecordingCommitted> committed)
    {
        if (track.Commit(_recording.ClosedAt, Position(_recording.ClosedAt)) is { } file)
        {
            committed.Add(new MediaEvent.RecordingCommitted(_recording.Call, file.Path, file.Sha256, file.Duration, file.Bytes) { Leg = leg });
        }
    }

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
            var leg = LegTrack(packet.Stream);
            _whole.AdvanceTo(arrival - StereoTimeline.HoldBack);
            leg?.AdvanceTo(arrival - StereoTimeline.HoldBack);
            if (_streams[packet.Stream].TryPlace(packet, arrival, out var position, out var skip))
            {
                _whole.Add(packet.Channel, position + skip, packet.Codec, payload[skip..]);
                leg?.Add(LegRole.Caller, position + skip, packet.Codec, payload[skip..]);
            }
        }
    }

    /// <summary>Of a leg's voice; what it is played has no track of its own.</summary>
    private RecordingTrack? LegTrack(byte stream)
    {
        if (!_recording.Spec.PerLeg || stream % 2 == 1)
        {
            return null;
        }

        if (!_legs.TryGetValue(stream, out var track))
        {
            var name = RecordingFileEnd.LegName(_recording.Spec.FileName, (stream / 2) + 1);
            _legs[stream] = track = new RecordingTrack(_setup, _recording.Spec.Directory, name, channels: 1, new short[LegPending]);
        }

        return track;
    }
}
