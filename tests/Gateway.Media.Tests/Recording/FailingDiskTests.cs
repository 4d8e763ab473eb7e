using Gateway.Media.Engine;
using Gateway.Media.Tests.Audio;
using Gateway.Media.Tests.Engine;

namespace Gateway.Media.Tests.Recording;

public sealed class FailingDiskTests
{
    [Fact]
    public void A_disk_that_fails_for_a_while_costs_that_while_only_and_is_told_once()
    {
        using var bench = new VirtualBench();
        var call = bench.OpenCall("call.wav");
        var caller = bench.Join(call, LegRole.Caller);
        var agent = bench.Join(call, LegRole.Agent);
        bench.Bridge(call, caller, agent);
        bench.Talk(100, caller, agent);
        bench.Files.Failure = "No space left on device";
        bench.Talk(250, caller, agent);
        bench.Files.Failure = null;
        bench.Talk(250, caller, agent);
        bench.Post(new MediaCommand.CloseCall(call));
        bench.Expect<MediaEvent.RecordingCommitted>();

        var failed = Assert.Single(bench.Events.OfType<MediaEvent.RecordingFailed>());
        Assert.Contains("No space left on device", failed.Reason, StringComparison.Ordinal);
        Assert.Equal(600, agent.Received.Count);
        var wav = WavFile.Read(bench.Files["/recordings/call.wav"]);
        Assert.Equal(12, wav.Left.Length / 8000.0, 0.1);
        Assert.InRange(Tone(wav, 0.2), 7500, 8500);
        Assert.Equal(0, Tone(wav, 4), 1);
        Assert.InRange(Tone(wav, 11), 7500, 8500);
    }

    [Fact]
    public void A_disk_that_stays_full_leaves_the_part_for_salvage()
    {
        using var bench = new VirtualBench();
        var call = bench.OpenCall("call.wav");
        var caller = bench.Join(call, LegRole.Caller);
        bench.Talk(100, caller);
        bench.Files.Failure = "No space left on device";
        bench.Talk(100, caller);
        bench.Post(new MediaCommand.CloseCall(call));
        bench.Run(1);
        Assert.Single(bench.Events.OfType<MediaEvent.RecordingFailed>());
        Assert.Empty(bench.Events.OfType<MediaEvent.RecordingCommitted>());
        Assert.Equal(0, bench.Recorder.Open);
        bench.Files.Failure = null;

        var saved = Assert.Single(Gateway.Media.Recording.RecordingSalvage.Run("/recordings", bench.Files));
        Assert.Null(saved.Error);
        Assert.InRange(saved.Duration.TotalSeconds, 1.4, 2);
    }

    [Theory]
    [InlineData("../escape.wav")]
    [InlineData("sub/call.wav")]
    [InlineData("call.mp3")]
    public void A_name_that_is_no_plain_wav_name_is_refused_and_the_call_goes_on(string name)
    {
        using var bench = new VirtualBench();
        var call = bench.OpenCall(name);
        var caller = bench.Join(call, LegRole.Caller);
        var agent = bench.Join(call, LegRole.Agent);
        bench.Bridge(call, caller, agent);
        bench.Talk(50, caller);
        Assert.Equal(50, agent.Received.Count);
        bench.Expect<MediaEvent.RecordingFailed>();
        Assert.Empty(bench.Files.Paths);
    }

    [Fact]
    public void An_existing_recording_is_never_overwritten()
    {
        using var bench = new VirtualBench();
        foreach (var _ in Enumerable.Range(0, 3))
        {
            var call = bench.OpenCall("same.wav");
            bench.Join(call, LegRole.Caller);
            bench.Run(0.5);
        }

        bench.Engine.Dispose();
        bench.Recorder.Dispose();
        Assert.Equal(["/recordings/same-2.wav", "/recordings/same-3.wav", "/recordings/same.wav"], bench.Files.Paths);
        Assert.Equal(3, bench.Events.OfType<MediaEvent.RecordingCommitted>().Count());
    }

    [Fact]
    public void Without_a_recorder_the_call_goes_on_and_the_failure_is_told()
    {
        using var bench = new VirtualBench(recorder: false);
        var call = bench.OpenCall("call.wav");
        bench.Join(call, LegRole.Caller);
        bench.Expect<MediaEvent.RecordingFailed>();
    }

    private static double Tone(WavFile wav, double second) =>
        Sound.Amplitude(wav.Left.Skip((int)(8000 * second)).Take(4000).ToList(), 1000);
}
