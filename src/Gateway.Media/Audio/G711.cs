using Gateway.Media.Engine;

namespace Gateway.Media.Audio;

/// <summary>
/// ITU-T G.711 companding, by table over spans; nothing is allocated. Linear samples are 16 bits: A-law's 13 and µ-law's 14 bits stand in
/// their upper bits. A-law octets are as on the wire, with even bits inverted. A-law and µ-law are converted to each other over the linear
/// value (the nearest value of the other law), not by tables 3 and 4 of G.711; the two differ by one step at most. Thread-safe.
/// </summary>
public static class G711
{
    /// <summary>Rate of both laws, in samples per second.</summary>
    public const int SampleRate = 8000;

    /// <summary>The octet for a zero sample in A-law.</summary>
    public const byte ALawSilence = 0xD5;

    /// <summary>The octet for a zero sample in µ-law.</summary>
    public const byte MuLawSilence = 0xFF;

    private static readonly short[] FromALaw = new short[256];
    private static readonly short[] FromMuLaw = new short[256];
    private static readonly byte[] ToALaw = new byte[1 << 13];
    private static readonly byte[] ToMuLaw = new byte[1 << 14];
    private static readonly byte[] ALawToMuLaw = new byte[256];
    private static readonly byte[] MuLawToALaw = new byte[256];

    static G711()
    {
        for (var i = 0; i < 256; i++)
        {
            FromALaw[i] = ExpandALaw((byte)i);
            FromMuLaw[i] = ExpandMuLaw((byte)i);
        }

        for (var i = 0; i < ToALaw.Length; i++)
        {
            ToALaw[i] = CompressALaw(i - (ToALaw.Length / 2));
        }

        for (var i = 0; i < ToMuLaw.Length; i++)
        {
            ToMuLaw[i] = CompressMuLaw(i - (ToMuLaw.Length / 2));
        }

        for (var i = 0; i < 256; i++)
        {
            ALawToMuLaw[i] = EncodeMuLaw(FromALaw[i]);
            MuLawToALaw[i] = EncodeALaw(FromMuLaw[i]);
        }
    }

    /// <summary>The octet for a zero sample.</summary>
    public static byte Silence(AudioCodec codec) => codec == AudioCodec.Pcma ? ALawSilence : MuLawSilence;

    public static short DecodeALaw(byte octet) => FromALaw[octet];

    public static short DecodeMuLaw(byte octet) => FromMuLaw[octet];

    public static byte EncodeALaw(short sample) => ToALaw[(sample >> 3) + (1 << 12)];

    public static byte EncodeMuLaw(short sample) => ToMuLaw[(sample >> 2) + (1 << 13)];

    public static short Decode(AudioCodec codec, byte octet) => codec == AudioCodec.Pcma ? FromALaw[octet] : FromMuLaw[octet];

    public static byte Encode(AudioCodec codec, short sample) => codec == AudioCodec.Pcma ? EncodeALaw(sample) : EncodeMuLaw(sample);

    /// <summary>The samples of all 256 octets.</summary>
    internal static ReadOnlySpan<short> Linear(AudioCodec codec) => codec == AudioCodec.Pcma ? FromALaw : FromMuLaw;

    /// <exception cref="ArgumentException"><paramref name="samples"/> is shorter than <paramref name="octets"/>.</exception>
    public static void Decode(AudioCodec codec, ReadOnlySpan<byte> octets, Span<short> samples)
    {
        CheckRoom(octets.Length, samples.Length);
        var table = codec == AudioCodec.Pcma ? FromALaw : FromMuLaw;
        for (var i = 0; i < octets.Length; i++)
        {
            samples[i] = table[octets[i]];
        }
    }

    /// <exception cref="ArgumentException"><paramref name="octets"/> is shorter than <paramref name="samples"/>.</exception>
    public static void Encode(AudioCodec codec, ReadOnlySpan<short> samples, Span<byte> octets)
    {
        CheckRoom(samples.Length, octets.Length);
        if (codec == AudioCodec.Pcma)
        {
            for (var i = 0; i < samples.Length; i++)
            {
                octets[i] = EncodeALaw(samples[i]);
            }
        }
        else
        {
            for (var i = 0; i < samples.Length; i++)
            {
                octets[i] = EncodeMuLaw(samples[i]);
            }
        }
    }

    /// <summary>Copies, converting where the laws differ. Source and target may be the same memory.</summary>
    /// <exception cref="ArgumentException"><paramref name="target"/> is shorter than <paramref name="source"/>.</exception>
    public static void Transcode(AudioCodec from, AudioCodec to, ReadOnlySpan<byte> source, Span<byte> target)
    {
        CheckRoom(source.Length, target.Length);
        if (from == to)
        {
            source.CopyTo(target);
            return;
        }

        var table = from == AudioCodec.Pcma ? ALawToMuLaw : MuLawToALaw;
        for (var i = 0; i < source.Length; i++)
        {
            target[i] = table[source[i]];
        }
    }

    private static void CheckRoom(int needed, int room)
    {
        if (room < needed)
        {
            throw new ArgumentException($"The target holds {room} samples, {needed} are needed.");
        }
    }

    private static short ExpandALaw(byte octet)
    {
        var value = octet ^ 0x55;
        var segment = (value >> 4) & 7;
        var magnitude = ((value & 0x0F) << 4) + (segment == 0 ? 8 : 0x108);
        magnitude <<= Math.Max(segment - 1, 0);
        return (short)((octet & 0x80) != 0 ? magnitude : -magnitude);
    }

    private static short ExpandMuLaw(byte octet)
    {
        const int bias = 0x84;
        var value = ~octet;
        var magnitude = ((((value & 0x0F) << 3) + bias) << ((value >> 4) & 7)) - bias;
        return (short)((octet & 0x80) != 0 ? magnitude : -magnitude);
    }

    /// <summary>From 13 bits with sign.</summary>
    private static byte CompressALaw(int sample)
    {
        var mask = sample >= 0 ? 0xD5 : 0x55;
        var magnitude = sample >= 0 ? sample : -sample - 1;
        var segment = Math.Max(BitLength(magnitude) - 5, 0);
        return (byte)(((segment << 4) | ((magnitude >> Math.Max(segment, 1)) & 0x0F)) ^ mask);
    }

    /// <summary>From 14 bits with sign.</summary>
    private static byte CompressMuLaw(int sample)
    {
        const int bias = 33;
        var mask = sample >= 0 ? 0xFF : 0x7F;
        var magnitude = Math.Min(Math.Abs(sample), 8158) + bias;
        var segment = BitLength(magnitude) - 6;
        return (byte)(((segment << 4) | ((magnitude >> (segment + 1)) & 0x0F)) ^ mask);
    }

    private static int BitLength(int value) => 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)value);
}
