using Gateway.Media.Engine;

namespace Gateway.Media.Audio;

/// <summary>
/// Whether somebody, or something, can be heard on a G.711 stream: the energy of 20 ms frames against the line's own noise floor. It says "heard"
/// once. Mutable; one owner; allocates nothing.
/// </summary>
/// <remarks>
/// Heard is a sound at least 6 dB above the floor and above -46 dBm0 that rises and falls as speech does (4 dB) for 160 ms in all, or one 20 dB above
/// the floor and above -32 dBm0 for 400 ms, however steady: a siren is no silence. Not heard are digital silence, comfort noise, hum and noise that was
/// there from the first packet. An echo of our own prompt counts as heard: where it errs, it errs for the caller.
/// </remarks>
public struct VoiceDetector
{
    /// <summary>20 ms.</summary>
    private const int FrameSamples = 160;

    private const float AboveFloor = 4;
    private const float FarAboveFloor = 100;

    /// <summary>As mean squares of 16-bit samples; full scale of A-law is +3.14 dBm0.</summary>
    private const float LeastPower = 80 * 80;
    private const float LoudPower = 400 * 400;
    private const float LeastFloor = 8 * 8;

    /// <summary>1.3 dB a second: the floor follows a line that becomes louder, but not a sentence.</summary>
    private const float FloorRise = 1.006f;

    private const float Swing = 2.5f;
    private const float EnvelopeDecay = 0.97f;
    private const int FramesOfSpeech = 8;
    private const int FramesOfNoise = 20;

    private long _sum;
    private long _squares;
    private int _samples;
    private float _floor;
    private float _highest;
    private float _lowest;
    private sbyte _active;
    private sbyte _loud;
    private bool _wasActive;

    /// <summary>Something was heard; from then on nothing is looked at.</summary>
    public bool HasHeard { get; private set; }

    /// <summary>Takes the next packet's audio.</summary>
    /// <returns>True for the packet in which something is heard for the first time.</returns>
    public bool Hear(AudioCodec codec, ReadOnlySpan<byte> octets)
    {
        if (HasHeard)
        {
            return false;
        }

        var linear = G711.Linear(codec);
        while (octets.Length > 0)
        {
            var part = octets[..Math.Min(octets.Length, FrameSamples - _samples)];
            octets = octets[part.Length..];
            var (sum, squares) = (0, 0L);
            foreach (var octet in part)
            {
                int sample = linear[octet];
                sum += sample;
                squares += sample * sample;
            }

            _sum += sum;
            _squares += squares;
            _samples += part.Length;
            if (_samples == FrameSamples && EndFrame())
            {
                return HasHeard = true;
            }
        }

        return false;
    }

    private bool EndFrame()
    {
        // Without the mean: some lines have an offset.
        var mean = (float)_sum / FrameSamples;
        var power = ((float)_squares / FrameSamples) - (mean * mean);
        (_sum, _squares, _samples) = (0, 0, 0);
        if (_floor == 0)
        {
            _floor = Math.Max(power, LeastFloor);
            return false;
        }

        var active = power > AboveFloor * _floor && power > LeastPower;
        _loud = power > FarAboveFloor * _floor && power > LoudPower ? (sbyte)(_loud + 1) : (sbyte)0;
        _floor = power < _floor ? Math.Max(power, LeastFloor) : Math.Min(_floor * FloorRise, power);
        if (active)
        {
            // The first frame of a sound holds only a part of it, so it says nothing of its rise and fall.
            Envelope(power, begins: !_wasActive && _active == 0);
            _active = (sbyte)Math.Min(_active + 1, 2 * FramesOfSpeech);
        }
        else
        {
            _active = (sbyte)Math.Max(_active - 1, 0);
        }

        _wasActive = active;
        return _loud >= FramesOfNoise || (_active >= FramesOfSpeech && _highest > Swing * _lowest);
    }

    private void Envelope(float power, bool begins)
    {
        if (begins)
        {
            (_highest, _lowest) = (0, float.MaxValue);
            return;
        }

        _highest = Math.Max(power, _highest * EnvelopeDecay);
        _lowest = Math.Min(power, _lowest == float.MaxValue ? power : _lowest / EnvelopeDecay);
    }
}
