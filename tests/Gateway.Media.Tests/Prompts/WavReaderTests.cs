using Gateway.Media.Audio;
using Gateway.Media.Engine;
using Gateway.Media.Prompts;
using Gateway.Media.Tests.Audio;

namespace Gateway.Media.Tests.Prompts;

public sealed class WavReaderTests
{
    [Fact]
    public void Sixteen_bits_at_8_kHz_come_out_as_they_are()
    {
        var samples = Sound.Sine(440, 8000, 0.1);
        Assert.Equal(samples, WavReader.ReadMono8000(WavBytes.Pcm16(samples, 8000)));
    }

    [Fact]
    public void Two_channels_are_averaged() =>
        Assert.Equal([150, -150, 0], WavReader.ReadMono8000(WavBytes.Pcm16([100, 200, -100, -200, 32767, -32767], 8000, channels: 2)));

    [Fact]
    public void Eight_bits_are_unsigned() =>
        Assert.Equal([0, 32512, -32768], WavReader.ReadMono8000(WavBytes.Of(1, 1, 8000, 8, [128, 255, 0])));

    [Theory]
    [InlineData(6, AudioCodec.Pcma)]
    [InlineData(7, AudioCodec.Pcmu)]
    public void G711_files_are_decoded(ushort tag, AudioCodec codec)
    {
        byte[] octets = [0, 0x55, 0xD5, 0xFF, 0x80];
        Assert.Equal(octets.Select(o => G711.Decode(codec, o)), WavReader.ReadMono8000(WavBytes.Of(tag, 1, 8000, 8, octets)));
    }

    [Theory]
    [InlineData(16000)]
    [InlineData(22050)]
    [InlineData(44100)]
    [InlineData(48000)]
    public void Other_rates_are_converted(int rate)
    {
        var result = WavReader.ReadMono8000(WavBytes.Pcm16(Sound.Sine(1000, rate, 0.5), rate));
        Assert.Equal(4000, result.Length);
        Assert.InRange(Sound.Amplitude(result[400..3600], 1000), 9900, 10100);
    }

    [Fact]
    public void Chunks_that_are_not_known_are_skipped_also_odd_ones()
    {
        var samples = new short[] { 1, 2, 3 };
        Assert.Equal(samples, WavReader.ReadMono8000(WavBytes.Pcm16(samples, 8000, before: WavBytes.Chunk("LIST", [1, 2, 3]))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(uint.MaxValue)]
    public void A_length_that_was_never_filled_in_reaches_to_the_end(uint length)
    {
        var file = WavBytes.Pcm16([7, 8, 9], 8000);
        BitConverter.TryWriteBytes(file.AsSpan(40), length);
        Assert.Equal([7, 8, 9], WavReader.ReadMono8000(file));
    }

    [Fact]
    public void The_extensible_header_is_read()
    {
        byte[] fmt = [0xFE, 0xFF, 1, 0, 0x40, 0x1F, 0, 0, 0x80, 0x3E, 0, 0, 2, 0, 16, 0, 22, 0, 16, 0, 4, 0, 0, 0, 1, 0, .. new byte[14]];
        Assert.Equal([513], WavReader.ReadMono8000(WavBytes.Riff([.. WavBytes.Chunk("fmt ", fmt), .. WavBytes.Chunk("data", [1, 2])])));
    }

    [Fact]
    public void What_is_not_supported_says_what_would_be()
    {
        Assert.Contains("PCM of 16 bits", Error(WavBytes.Of(3, 1, 8000, 32, new byte[8])), StringComparison.Ordinal);
        Assert.Contains("channels", Error(WavBytes.Of(1, 6, 8000, 16, new byte[12])), StringComparison.Ordinal);
        Assert.Contains("44100", Error(WavBytes.Pcm16([1, 2], 12345)), StringComparison.Ordinal);
        Assert.Contains("RIFF", Error("MP3 of something"u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("no data", Error(WavBytes.Riff([])), StringComparison.Ordinal);
        Assert.Contains("no samples", Error(WavBytes.Pcm16([], 8000)), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_cut_of_a_file_gives_samples_or_a_clear_error()
    {
        var file = WavBytes.Pcm16(Sound.Sine(440, 16000, 0.01), 16000);
        for (var length = 0; length < file.Length; length++)
        {
            try
            {
                Assert.NotEmpty(WavReader.ReadMono8000(file.AsSpan(0, length)));
            }
            catch (WavFormatException)
            {
                // The other allowed end.
            }
        }
    }

    private static string Error(byte[] file) => Assert.Throws<WavFormatException>(() => WavReader.ReadMono8000(file)).Message;
}

/// <summary>Writes WAV files for tests.</summary>
internal static class WavBytes
{
    public static byte[] Pcm16(short[] samples, int rate, ushort channels = 1, byte[]? before = null) =>
        Of(1, channels, rate, 16, [.. samples.SelectMany(BitConverter.GetBytes)], before);

    public static byte[] Of(ushort tag, ushort channels, int rate, ushort bits, byte[] data, byte[]? before = null)
    {
        var block = (ushort)(channels * bits / 8);
        byte[] fmt =
        [
            .. BitConverter.GetBytes(tag), .. BitConverter.GetBytes(channels), .. BitConverter.GetBytes(rate),
            .. BitConverter.GetBytes(rate * block), .. BitConverter.GetBytes(block), .. BitConverter.GetBytes(bits),
        ];
        return Riff([.. before ?? [], .. Chunk("fmt ", fmt), .. Chunk("data", data)]);
    }

    public static byte[] Chunk(string id, byte[] body) =>
        [.. System.Text.Encoding.ASCII.GetBytes(id), .. BitConverter.GetBytes(body.Length), .. body, .. new byte[body.Length & 1]];

    public static byte[] Riff(byte[] chunks) => [.. "RIFF"u8, .. BitConverter.GetBytes(4 + chunks.Length), .. "WAVE"u8, .. chunks];
}
