using System.Security.Cryptography;
using Gateway.Media.Engine;
using Gateway.Media.Recording;
using Gateway.Media.Recording.Sealing;
using Gateway.Media.Tests.Audio;
using Gateway.Media.Tests.Engine;

namespace Gateway.Media.Tests.Recording.Sealing;

public sealed class SealedRecordingTests
{
    private const string Name = "/recordings/call.wav.sealed";

    private static readonly RecordingKey Old = Key("2026-05", 5);
    private static readonly RecordingKey New = Key("2026-11", 11);
    private static readonly RecordingKeys Both = new([New, Old]);

    public static readonly TheoryData<string, RecordingKeys> Unfit = new()
    {
        { "'2026-05', which is not configured", new RecordingKeys([New]) },
        { "'2026-05' is not the one that sealed", new RecordingKeys([New, Key("2026-05", 6)]) },
    };

    [Fact]
    public void A_sealed_recording_holds_the_same_WAV_as_one_in_the_clear_and_shows_none_of_it()
    {
        using var plain = Recorded(keys: null);
        using var bench = Recorded(() => Both);
        var committed = bench.Events.OfType<MediaEvent.RecordingCommitted>().Single();
        Assert.Equal(Name, committed.Path);
        Assert.Equal([Name], bench.Files.Paths);
        var bytes = bench.Files[Name];
        Assert.Equal((Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length), (committed.Sha256, committed.Bytes));
        var wav = plain.Files["/recordings/call.wav"];
        Assert.Equal(wav, Opened(bytes, Both));
        Assert.Equal(plain.Events.OfType<MediaEvent.RecordingCommitted>().Single().Duration, committed.Duration);
        Assert.Equal(-1, bytes.AsSpan().IndexOf(wav.AsSpan(32_000, 64)));

        // 44 octets of WAV header less; header, and nonce and tag for each frame, more.
        Assert.Equal(wav.Length - 44 + 120 + (28 * (((wav.Length - 44) / (16 * 1024)) + 1)), bytes.Length);
    }

    [Fact]
    public void The_newest_key_seals_and_after_a_rotation_the_older_one_still_opens_what_it_sealed()
    {
        var keys = new RecordingKeys([Old]);
        using var bench = new VirtualBench(keys: () => keys);
        foreach (var name in new[] { "before.wav", "after.wav" })
        {
            var call = bench.OpenCall(name);
            bench.Join(call, LegRole.Caller);
            bench.Run(1);
            bench.Post(new MediaCommand.CloseCall(call));
            bench.Run(1);
            keys = Both;
        }

        var (before, after) = (bench.Files["/recordings/before.wav.sealed"], bench.Files["/recordings/after.wav.sealed"]);
        WavFile.Read(Opened(before, Both));
        WavFile.Read(Opened(after, Both));
        Assert.Contains("'2026-11'", Refused(after, new RecordingKeys([Old])), StringComparison.Ordinal);
        Assert.Contains("'2026-05'", Refused(before, new RecordingKeys([New])), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Unfit))]
    public void Without_the_right_key_the_reason_is_told(string reason, RecordingKeys keys)
    {
        using var bench = Recorded(() => new RecordingKeys([Old]));
        Assert.Contains(reason, Refused(bench.Files[Name], keys), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_at_any_place_shows()
    {
        using var bench = Recorded(() => Both);
        var bytes = bench.Files[Name];
        const int stride = (16 * 1024) + 28;
        foreach (var length in new[] { bytes.Length - 1, 120 + stride, 120 + (2 * stride), 120 + stride - 1, 120 + 28, 120, 60, 0 })
        {
            Assert.NotEmpty(Refused(bytes[..length], Both));
        }
    }

    [Fact]
    public void A_changed_octet_anywhere_and_exchanged_frames_show()
    {
        using var bench = Recorded(() => Both);
        var bytes = bench.Files[Name];
        const int stride = (16 * 1024) + 28;
        foreach (var place in Enumerable.Range(0, 120).Concat([120, 140, 120 + stride - 1, 120 + stride, bytes.Length - 1]))
        {
            var changed = bytes.ToArray();
            changed[place] ^= 1;
            Assert.NotEmpty(Refused(changed, Both));
        }

        var exchanged = bytes.ToArray();
        bytes.AsSpan(120, stride).CopyTo(exchanged.AsSpan(120 + stride));
        bytes.AsSpan(120 + stride, stride).CopyTo(exchanged.AsSpan(120));
        Assert.Contains("Frame 0", Refused(exchanged, Both), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_range_can_be_read()
    {
        using var bench = Recorded(() => Both);
        using var stream = SealedRecordingStream.Open(new MemoryStream(bench.Files[Name]), Both);
        var whole = Opened(bench.Files[Name], Both);
        var random = new Random(7);
        for (var i = 0; i < 200; i++)
        {
            var from = random.Next(whole.Length);
            var part = new byte[random.Next(whole.Length - from)];
            stream.Position = from;
            stream.ReadExactly(part);
            Assert.True(part.AsSpan().SequenceEqual(whole.AsSpan(from, part.Length)), $"{part.Length} octets at {from}");
        }

        stream.Seek(0, SeekOrigin.End);
        Assert.Equal(-1, stream.ReadByte());
    }

    [Fact]
    public void A_disk_that_fails_for_a_while_leaves_silence_and_no_hole()
    {
        using var bench = new VirtualBench(keys: () => Both);
        var call = bench.OpenCall("call.wav");
        var caller = bench.Join(call, LegRole.Caller);
        bench.Talk(100, caller);
        bench.Files.Failure = "No space left on device";
        bench.Talk(250, caller);
        bench.Files.Failure = null;
        bench.Talk(250, caller);
        bench.Post(new MediaCommand.CloseCall(call));
        bench.Expect<MediaEvent.RecordingCommitted>();
        var wav = WavFile.Read(Opened(bench.Files[Name], Both));
        Assert.Equal(12, wav.Left.Length / 8000.0, 0.1);
        Assert.InRange(Sound.Amplitude(wav.Left.Skip(1600).Take(4000).ToList(), 1000), 7500, 8500);
        Assert.Equal(0, Sound.Amplitude(wav.Left.Skip(32_000).Take(4000).ToList(), 1000), 1);
        Assert.InRange(Sound.Amplitude(wav.Left.Skip(88_000).Take(4000).ToList(), 1000), 7500, 8500);
    }

    [Fact]
    public void Samples_written_late_amend_their_frame_under_a_new_nonce()
    {
        var files = new MemoryRecordingFiles();
        using var recording = new SealedRecording(files.Create("a.wav.sealed"), New, channels: 2);
        var first = new byte[40_000];
        new Random(3).NextBytes(first);
        recording.Write(0, first);
        var before = files["a.wav.sealed"][120..132];
        recording.Write(16_380, [1, 2, 3, 4, 5, 6, 7, 8]);
        new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 }.CopyTo(first, 16_380);
        Assert.NotEqual(before, files["a.wav.sealed"][120..132]);
        var read = new byte[100];
        Assert.Equal(100, recording.Read(16_350, read));
        Assert.Equal(first[16_350..16_450], read);
        recording.Complete(first.Length);
        Assert.Equal(first, Opened(files["a.wav.sealed"], Both)[44..]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("zz")]
    [InlineData("c2hvcnQ=")]
    [InlineData("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e")]
    public void What_is_no_key_of_256_bits_is_none(string text) => Assert.Null(RecordingKey.Parse("a", text));

    [Fact]
    public void A_key_stands_in_base64_or_hexadecimal()
    {
        var octets = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();
        Assert.Equal(
            RecordingKey.Parse("a", Convert.ToBase64String(octets))!.Check, RecordingKey.Parse("b", Convert.ToHexString(octets))!.Check);
    }

    internal static RecordingKey Key(string id, byte octet) => new(id, [.. Enumerable.Repeat(octet, 32)]);

    internal static byte[] Opened(byte[] bytes, RecordingKeys keys)
    {
        using var stream = SealedRecordingStream.Open(new MemoryStream(bytes), keys);
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }

    private static string Refused(byte[] bytes, RecordingKeys keys) =>
        Assert.Throws<SealedRecordingException>(() => Opened(bytes, keys)).Message;

    private static VirtualBench Recorded(Func<RecordingKeys>? keys)
    {
        var bench = new VirtualBench(keys: keys);
        var call = bench.OpenCall("call.wav");
        var caller = bench.Join(call, LegRole.Caller);
        var agent = bench.Join(call, LegRole.Agent);
        bench.Bridge(call, caller, agent);
        bench.Talk(120, caller, agent);
        bench.Post(new MediaCommand.CloseCall(call));
        bench.Expect<MediaEvent.RecordingCommitted>();
        return bench;
    }
}
