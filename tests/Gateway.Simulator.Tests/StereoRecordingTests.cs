using System.Buffers.Binary;

namespace Gateway.Simulator.Tests;

public sealed class StereoRecordingTests
{
    private const int Rate = 8000;

    [Theory]
    [InlineData(0)]
    [InlineData(137)]
    [InlineData(1500)]
    public void A_tone_is_found_where_it_begins_to_5_ms(int beginMs)
    {
        var wav = Read(Tone(440, 0, 3000), Tone(700, beginMs, 3000));
        Assert.InRange(wav.FirstHeard(wav.Right, 700)!.Value.TotalMilliseconds, beginMs - 6, beginMs + 11);
        Assert.InRange(wav.Heard(wav.Right, 700).TotalMilliseconds, 3000 - beginMs - 40, 3000 - beginMs + 20);
        Assert.Equal(TimeSpan.FromSeconds(3), wav.Duration);
    }

    [Fact]
    public void Tones_60_Hz_apart_are_told_from_each_other_and_left_from_right()
    {
        var wav = Read(Tone(300, 0, 1000), Tone(360, 0, 1000));
        Assert.Equal(1000, wav.Heard(wav.Left, 300).TotalMilliseconds);
        Assert.Equal(0, wav.Heard(wav.Left, 360).TotalMilliseconds);
        Assert.Null(wav.FirstHeard(wav.Right, 300));
    }

    [Fact]
    public void Silence_is_no_sound_and_what_comes_before_is_left_out()
    {
        var wav = Read(Tone(300, 500, 1000), new short[Rate]);
        Assert.Equal(TimeSpan.Zero, wav.Sounding(wav.Right));
        Assert.Equal(500, wav.Sounding(wav.Left).TotalMilliseconds);
        Assert.Equal(240, wav.Sounding(wav.Left, TimeSpan.FromMilliseconds(760)).TotalMilliseconds);
    }

    [Fact]
    public void A_header_that_promises_more_than_the_file_holds_is_an_error()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, Wav(Tone(300, 0, 100), Tone(360, 0, 100))[..^4]);
            Assert.Contains("promises", Assert.Throws<InvalidDataException>(() => StereoRecording.Read(path)).Message, StringComparison.Ordinal);
            File.WriteAllText(path, "no wav");
            Assert.Throws<InvalidDataException>(() => StereoRecording.Read(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static StereoRecording Read(short[] left, short[] right)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, Wav(left, right));
            return StereoRecording.Read(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static short[] Tone(int hertz, int fromMs, int toMs)
    {
        var samples = new short[toMs * Rate / 1000];
        for (var i = fromMs * Rate / 1000; i < samples.Length; i++)
        {
            samples[i] = (short)(8000 * Math.Sin(2 * Math.PI * hertz * i / Rate));
        }

        return samples;
    }

    private static byte[] Wav(short[] left, short[] right)
    {
        var file = new byte[44 + (4 * left.Length)];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        "WAVEfmt "u8.CopyTo(file.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(22), 2);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), Rate);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(28), Rate * 4);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(32), 4);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(34), 16);
        "data"u8.CopyTo(file.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(40), 4 * left.Length);
        for (var i = 0; i < left.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(44 + (4 * i)), left[i]);
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(46 + (4 * i)), right[i]);
        }

        return file;
    }
}
