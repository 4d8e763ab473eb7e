using System.Security.Cryptography;
using Gateway.Media.Engine;
using Gateway.Media.Recording;
using Gateway.Media.Recording.Sealing;
using Gateway.Media.Tests.Audio;
using Gateway.Media.Tests.Engine;

namespace Gateway.Media.Tests.Recording.Sealing;

/// <summary>What a crash leaves of a sealed recording is an image of its file at that moment.</summary>
public sealed class SealedSalvageTests
{
    private const int Stride = (16 * 1024) + 28;
    private const string Part = "/recordings/call.wav.sealed.part";

    private static readonly RecordingKeys Keys = new([SealedRecordingTests.Key("k", 9)]);

    [Fact]
    public void A_recording_cut_in_the_middle_plays_up_to_its_last_whole_half_second()
    {
        var crashed = Crashed(out _);
        Write(crashed, Part, [.. crashed[Part], .. new byte[5000]]);
        var saved = Assert.Single(RecordingSalvage.Run("/recordings", crashed, Keys));
        Assert.Equal((null, "/recordings/call.wav.sealed", 0), (saved.Error, saved.Path, saved.Damaged));
        Assert.Equal([saved.Path], crashed.Paths);
        var bytes = crashed[saved.Path];
        Assert.Equal((Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length), (saved.Sha256, saved.Bytes));
        var wav = WavFile.Read(SealedRecordingTests.Opened(bytes, Keys));
        Assert.Equal(saved.Duration.TotalSeconds, wav.Left.Length / 8000.0, 3);

        // 3 s were said; the time line holds back 0.4 s, and a frame is half a second.
        Assert.InRange(saved.Duration.TotalSeconds, 2.0, 3);
        Assert.InRange(Sound.Amplitude(wav.Left.TakeLast(4000).ToList(), 1000), 7500, 8500);
        Assert.Empty(RecordingSalvage.Run("/recordings", crashed, Keys));
    }

    [Fact]
    public void A_frame_that_a_power_cut_destroyed_is_silence_and_told_and_the_rest_is_there()
    {
        var crashed = Crashed(out var frames);
        var bytes = crashed[Part];
        bytes.AsSpan(120 + Stride, Stride).Clear();
        Write(crashed, Part, bytes);
        var saved = Assert.Single(RecordingSalvage.Run("/recordings", crashed, Keys));
        Assert.Equal((null, 1), (saved.Error, saved.Damaged));
        var wav = WavFile.Read(SealedRecordingTests.Opened(crashed[saved.Path], Keys));
        Assert.Equal(frames * 4096, wav.Left.Length);
        Assert.Equal(0, Sound.Rms(wav.Left.Skip(4096).Take(4096)));
        Assert.InRange(Sound.Amplitude(wav.Left.Skip(8192).Take(4000).ToList(), 1000), 7500, 8500);
    }

    [Fact]
    public void Without_its_key_it_stays_as_it_is_and_is_saved_when_the_key_is_back()
    {
        var crashed = Crashed(out _);
        var before = crashed[Part];
        var refused = Assert.Single(RecordingSalvage.Run("/recordings", crashed, RecordingKeys.None));
        Assert.Contains("'k', which is not configured", refused.Error, StringComparison.Ordinal);
        Assert.Equal((Part, null), (refused.Path, refused.Sha256));
        Assert.Equal(before, crashed[Part]);
        Assert.Null(Assert.Single(RecordingSalvage.Run("/recordings", crashed, Keys)).Error);
    }

    [Fact]
    public void One_that_was_complete_and_not_yet_renamed_stays_whole()
    {
        var files = new MemoryRecordingFiles();
        var samples = new byte[40_000];
        new Random(4).NextBytes(samples);
        using (var recording = new SealedRecording(files.Create(Part), Keys.Newest!, channels: 2))
        {
            recording.Write(0, samples);
            recording.Complete(samples.Length);
        }

        var saved = Assert.Single(RecordingSalvage.Run("/recordings", files, Keys));
        Assert.Equal(samples, SealedRecordingTests.Opened(files[saved.Path], Keys)[44..]);
        var whole = RecordingSalvage.Whole("/recordings/call.wav", files);
        Assert.Equal((saved.Path, saved.Sha256, saved.Duration), (whole?.Path, whole?.Sha256, whole?.Duration));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    [InlineData(120)]
    public void One_without_a_frame_becomes_an_empty_recording(int length)
    {
        var crashed = Crashed(out _);
        Write(crashed, Part, crashed[Part][..length]);
        var saved = Assert.Single(RecordingSalvage.Run("/recordings", crashed, Keys));
        Assert.Equal((null, TimeSpan.Zero), (saved.Error, saved.Duration));
        Assert.Empty(WavFile.Read(SealedRecordingTests.Opened(crashed[saved.Path], Keys)).Left);
    }

    private static MemoryRecordingFiles Crashed(out int frames)
    {
        using var bench = new VirtualBench(keys: () => Keys);
        var call = bench.OpenCall("call.wav");
        var caller = bench.Join(call, LegRole.Caller);
        bench.Talk(150, caller);
        var crashed = new MemoryRecordingFiles();
        var image = bench.Files[Part];
        frames = (image.Length - 120) / Stride;
        Write(crashed, Part, image);
        return crashed;
    }

    private static void Write(MemoryRecordingFiles files, string path, byte[] bytes)
    {
        using var file = files.Exists(path) ? files.Open(path) : files.Create(path);
        file.Truncate(0);
        file.Write(0, bytes);
    }
}
