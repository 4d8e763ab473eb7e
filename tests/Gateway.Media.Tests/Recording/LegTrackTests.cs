using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Gateway.Media.Engine;
using Gateway.Media.Recording;
using Gateway.Media.Recording.Sealing;
using Gateway.Media.Tests.Audio;
using Gateway.Media.Tests.Engine;
using Gateway.Media.Tests.Recording.Sealing;

namespace Gateway.Media.Tests.Recording;

/// <summary>Beside the stereo file one of one channel for each leg's voice.</summary>
public sealed class LegTrackTests
{
    private static readonly RecordingKeys Keys = new([SealedRecordingTests.Key("k", 1)]);

    [Fact]
    public void Each_legs_voice_is_a_file_of_its_own_as_long_as_the_call_and_in_step_with_the_stereo_one()
    {
        using var bench = new VirtualBench();
        var (caller, first, second) = Talk(bench);
        var committed = bench.Events.OfType<MediaEvent.RecordingCommitted>().ToList();
        Assert.Equal([caller.Leg, first.Leg, second.Leg, null], committed.Select(c => c.Leg));
        Assert.Equal(
            ["/recordings/call.leg1.wav", "/recordings/call.leg2.wav", "/recordings/call.leg3.wav", "/recordings/call.wav"], committed.Select(c => c.Path));
        Assert.All(committed, c => Assert.Equal(committed[^1].Duration, c.Duration));
        Assert.All(committed, c => Assert.Equal(bench.Files[c.Path].Length, c.Bytes));
        var whole = WavFile.Read(bench.Files["/recordings/call.wav"]);
        var (one, two, three) = (Mono(bench.Files["/recordings/call.leg1.wav"]), Mono(bench.Files["/recordings/call.leg2.wav"]), Mono(bench.Files["/recordings/call.leg3.wav"]));
        Assert.Equal(whole.Left, one);

        // The agents one after the other are the right side; the first one begins while the last of the queue audio is heard.
        Assert.True(WavFile.Onset(two) < WavFile.Onset(three));
        var (begin, end) = (WavFile.Onset(two) + 800, WavFile.Onset(two) + 4800);
        Assert.Equal(whole.Right[begin..end], two[begin..end]);
        (begin, end) = (WavFile.Onset(three), WavFile.Onset(three) + 4000);
        Assert.Equal(whole.Right[begin..end], three[begin..end]);
        Assert.Equal(0, Sound.Rms(three[..(begin - 8)]), 0.1);
    }

    [Fact]
    public void Sealed_they_are_as_in_the_clear()
    {
        using var plain = new VirtualBench();
        using var bench = new VirtualBench(keys: () => Keys);
        Talk(plain);
        Talk(bench);
        foreach (var name in new[] { "call", "call.leg1", "call.leg2", "call.leg3" })
        {
            Assert.Equal(plain.Files[$"/recordings/{name}.wav"], SealedRecordingTests.Opened(bench.Files[$"/recordings/{name}.wav.sealed"], Keys));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void After_a_crash_each_is_made_whole_as_what_it_is(bool isSealed)
    {
        using var bench = new VirtualBench(keys: () => isSealed ? Keys : RecordingKeys.None);
        Talk(bench, close: false);
        var crashed = new MemoryRecordingFiles();
        foreach (var path in bench.Files.Paths)
        {
            crashed.Create(path).Write(0, bench.Files[path]);
        }

        var saved = RecordingSalvage.Run("/recordings", crashed, Keys);
        Assert.Equal(["leg1", "leg2", "leg3", null], saved.Select(s => RecordingFileEnd.LegOf(s.Path)));
        foreach (var file in saved)
        {
            Assert.Null(file.Error);
            var bytes = isSealed ? SealedRecordingTests.Opened(crashed[file.Path], Keys) : crashed[file.Path];
            Assert.Equal(RecordingFileEnd.LegOf(file.Path) is null ? 2 : 1, bytes[22]);
            Assert.Equal(bytes.Length - 44, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(40)));
            Assert.Equal((bytes.Length - 44) / (16_000.0 * bytes[22]), file.Duration.TotalSeconds, 3);
            Assert.InRange(file.Duration.TotalSeconds, 4, 6.2);
        }
    }

    private static (TestPhone Caller, TestPhone First, TestPhone Second) Talk(VirtualBench bench, bool close = true)
    {
        var call = new MediaCallId(77);
        bench.Post(new MediaCommand.OpenCall(call, new RecordingSpec("/recordings", "call.wav") { PerLeg = true }));
        var caller = bench.Join(call, LegRole.Caller);
        bench.Post(new MediaCommand.Play(call, caller.Leg, 1, [MediaBench.QueueAudio], LoopLast: true));
        bench.Talk(50, caller);
        var first = bench.Join(call, LegRole.Agent);
        first.Frequency = 700;
        bench.Bridge(call, caller, first);
        bench.Talk(100, caller, first);
        bench.Post(new MediaCommand.CloseLeg(call, first.Leg));
        bench.Run(0.5);
        var second = bench.Join(call, LegRole.Agent);
        second.Frequency = 800;
        bench.Bridge(call, caller, second);
        bench.Talk(100, caller, second);
        if (close)
        {
            bench.Post(new MediaCommand.CloseCall(call));
            bench.Expect<MediaEvent.RecordingCommitted>(c => c.Leg is null);
        }

        return (caller, first, second);
    }

    private static short[] Mono(byte[] bytes)
    {
        var expected = new byte[WavHeader.Length];
        WavHeader.Write(expected, bytes.Length - WavHeader.Length, channels: 1);
        Assert.Equal(expected, bytes[..WavHeader.Length]);
        return MemoryMarshal.Cast<byte, short>(bytes.AsSpan(WavHeader.Length)).ToArray();
    }
}
