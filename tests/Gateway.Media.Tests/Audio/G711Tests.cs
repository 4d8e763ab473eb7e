using Gateway.Media.Audio;
using Gateway.Media.Engine;

namespace Gateway.Media.Tests.Audio;

public sealed class G711Tests
{
    private static readonly byte[] AllOctets = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];

    // Corners of the decoder output values in G.711 tables 1a, 1b, 2a, 2b, in 16 bits.
    [Theory]
    [InlineData(0xD5, 8)]
    [InlineData(0x55, -8)]
    [InlineData(0xAA, 32256)]
    [InlineData(0x2A, -32256)]
    [InlineData(0xD4, 24)]
    [InlineData(0xC5, 264)]
    [InlineData(0xF5, 528)]
    [InlineData(0x80, 5504)]
    public void ALaw_octets_decode_to_the_values_of_table_1(byte octet, short sample) => Assert.Equal(sample, G711.DecodeALaw(octet));

    [Theory]
    [InlineData(0xFF, 0)]
    [InlineData(0x7F, 0)]
    [InlineData(0x80, 32124)]
    [InlineData(0x00, -32124)]
    [InlineData(0xFE, 8)]
    [InlineData(0xEF, 132)]
    [InlineData(0xDF, 396)]
    [InlineData(0x8F, 16764)]
    public void MuLaw_octets_decode_to_the_values_of_table_2(byte octet, short sample) => Assert.Equal(sample, G711.DecodeMuLaw(octet));

    [Fact]
    public void Every_A_law_octet_survives_decoding_and_encoding() =>
        Assert.All(AllOctets, o => Assert.Equal(o, G711.EncodeALaw(G711.DecodeALaw(o))));

    [Fact]
    public void Every_mu_law_octet_survives_decoding_and_encoding_but_negative_zero_becomes_zero() =>
        Assert.All(AllOctets, o => Assert.Equal(o == 0x7F ? 0xFF : o, G711.EncodeMuLaw(G711.DecodeMuLaw(o))));

    [Theory]
    [InlineData(AudioCodec.Pcma)]
    [InlineData(AudioCodec.Pcmu)]
    public void Every_sample_is_encoded_to_the_nearest_value_of_its_segment(AudioCodec codec)
    {
        var previous = int.MinValue;
        for (var sample = (int)short.MinValue; sample <= short.MaxValue; sample++)
        {
            int decoded = G711.Decode(codec, G711.Encode(codec, (short)sample));
            Assert.True(decoded >= previous, $"{codec} is not monotonic at {sample}");
            previous = decoded;

            // Half of a step: at most 1/32 of the (biased) value, 8 near zero; above the last value it clips.
            Assert.True(Math.Abs(decoded - sample) <= (Math.Abs(sample) + 132) / 32 + 8 || Math.Abs(sample) > 32124,
                $"{codec} {sample} became {decoded}");
        }
    }

    [Fact]
    public void Transcoding_gives_the_nearest_value_of_the_other_law()
    {
        foreach (var (from, to) in new[] { (AudioCodec.Pcma, AudioCodec.Pcmu), (AudioCodec.Pcmu, AudioCodec.Pcma) })
        {
            var target = new byte[256];
            G711.Transcode(from, to, AllOctets, target);
            for (var i = 0; i < 256; i++)
            {
                int linear = G711.Decode(from, (byte)i);
                Assert.Equal(G711.Encode(to, (short)linear), target[i]);
                Assert.True(Math.Abs(G711.Decode(to, target[i]) - linear) <= Math.Max(16, Math.Abs(linear) / 32), $"{from} {i:X2}");
            }
        }
    }

    [Fact]
    public void A_law_to_mu_law_and_back_moves_no_octet_by_more_than_one_step()
    {
        var there = new byte[256];
        var back = new byte[256];
        G711.Transcode(AudioCodec.Pcma, AudioCodec.Pcmu, AllOctets, there);
        G711.Transcode(AudioCodec.Pcmu, AudioCodec.Pcma, there, back);
        Assert.All(AllOctets, o => Assert.InRange(Math.Abs((back[o] ^ 0x55) - (o ^ 0x55)), 0, 1));
    }

    [Fact]
    public void Transcoding_in_place_and_between_equal_laws_works()
    {
        var buffer = AllOctets.ToArray();
        G711.Transcode(AudioCodec.Pcmu, AudioCodec.Pcmu, AllOctets, buffer);
        Assert.Equal(AllOctets, buffer);
        var expected = new byte[256];
        G711.Transcode(AudioCodec.Pcmu, AudioCodec.Pcma, AllOctets, expected);
        G711.Transcode(AudioCodec.Pcmu, AudioCodec.Pcma, buffer, buffer);
        Assert.Equal(expected, buffer);
    }

    [Fact]
    public void Silence_is_the_octet_of_zero()
    {
        Assert.Equal(G711.ALawSilence, G711.EncodeALaw(0));
        Assert.Equal(G711.MuLawSilence, G711.EncodeMuLaw(0));
        Assert.Equal(G711.ALawSilence, G711.Silence(AudioCodec.Pcma));
        Assert.Equal(G711.MuLawSilence, G711.Silence(AudioCodec.Pcmu));
    }

    [Fact]
    public void Spans_are_coded_like_single_samples_and_a_short_target_is_refused()
    {
        var samples = new short[256];
        var octets = new byte[256];
        foreach (var codec in Enum.GetValues<AudioCodec>())
        {
            G711.Decode(codec, AllOctets, samples);
            Assert.Equal(AllOctets.Select(o => G711.Decode(codec, o)), samples);
            G711.Encode(codec, samples, octets);
            Assert.Equal(samples.Select(s => G711.Encode(codec, s)), octets);
        }

        Assert.Throws<ArgumentException>(() => G711.Decode(AudioCodec.Pcma, AllOctets, new short[255]));
        Assert.Throws<ArgumentException>(() => G711.Encode(AudioCodec.Pcma, samples, new byte[255]));
        Assert.Throws<ArgumentException>(() => G711.Transcode(AudioCodec.Pcma, AudioCodec.Pcmu, AllOctets, new byte[255]));
    }

    [Fact]
    public void Coding_allocates_nothing()
    {
        var samples = new short[160];
        var octets = new byte[160];
        G711.Encode(AudioCodec.Pcmu, samples, octets);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            G711.Decode(AudioCodec.Pcma, octets, samples);
            G711.Encode(AudioCodec.Pcmu, samples, octets);
            G711.Transcode(AudioCodec.Pcmu, AudioCodec.Pcma, octets, octets);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
