using Gateway.Media.Audio;
using Gateway.Media.Engine;

namespace Gateway.Media.Prompts;

/// <summary>Audio ready to be sent: both laws are prepared at load, playing copies bytes and allocates nothing. Immutable.</summary>
public sealed class Prompt
{
    private readonly byte[] _aLaw;
    private readonly byte[] _muLaw;

    /// <param name="samples">8 kHz, mono, 16 bits; at least one.</param>
    /// <exception cref="ArgumentException">No samples.</exception>
    public Prompt(PromptId id, ReadOnlySpan<short> samples)
    {
        if (samples.IsEmpty)
        {
            throw new ArgumentException($"Prompt {id} is empty.", nameof(samples));
        }

        Id = id;
        _aLaw = new byte[samples.Length];
        _muLaw = new byte[samples.Length];
        G711.Encode(AudioCodec.Pcma, samples, _aLaw);
        G711.Encode(AudioCodec.Pcmu, samples, _muLaw);
    }

    public PromptId Id { get; }

    /// <summary>Length in samples, which is octets in either law; at least 1.</summary>
    public int Length => _aLaw.Length;

    public TimeSpan Duration => TimeSpan.FromSeconds((double)Length / G711.SampleRate);

    /// <summary>All octets in that law, one per sample.</summary>
    public ReadOnlySpan<byte> Octets(AudioCodec codec) => codec == AudioCodec.Pcma ? _aLaw : _muLaw;
}
