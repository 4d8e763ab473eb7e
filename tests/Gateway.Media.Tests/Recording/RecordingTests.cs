using System.Security.Cryptography;
using Gateway.Media.Audio;
using Gateway.Media.Engine;
using Gateway.Media.Tests.Audio;
using Gateway.Media.Tests.Engine;

namespace Gateway.Media.Tests.Recording;

public sealed class RecordingTests
{
    [Theory]
    [InlineData(Way.InMemory)]
    [InlineData(Way.Sockets)]
    [InlineData(Way.Blocking)]
    public void Pain19_Caller_left_and_agent_right_sample_by_sample_and_aligned(Way way)
    {
        using var bench = MediaBench.Create(way);
        var call = bench.OpenCall("call.wav");
        var caller = bench.Join(call, LegRole.Caller);
        var agent = bench.Join(call, LegRole.Agent, AudioCodec.Pcmu);
        agent.Frequency = 700;
        bench.Bridge(call, caller, agent);
        bench.Run(0.3);
        bench.Talk(50, caller, agent);
        bench.Run(0.1);
        bench.Post(new MediaCommand.CloseCall(call));
        bench.Expect<MediaEvent.RecordingCommitted>();

        var committed = bench.Events.OfType<MediaEvent.RecordingCommitted>().Single();
        Assert.Equal("/recordings/call.wav", committed.Path);
        Assert.Equal(["/recordings/call.wav"], bench.Files.Paths);
        var bytes = bench.Files[committed.Path];
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), committed.Sha256);
        Assert.Equal(bytes.Length, committed.Bytes);
        Assert.InRange(committed.Duration.TotalSeconds, 1.35, 5);

        var wav = WavFile.Read(bytes);
        Assert.Equal(committed.Duration.TotalSeconds, wav.Left.Length / 8000.0, 3);
        var left = WavFile.Find(wav.Left, Decoded(caller));
        var right = WavFile.Find(wav.Right, Decoded(agent));
        Assert.InRange(left, 2300, 16_000);
        Assert.InRange(right, left - 160, left + 160);
        Assert.Equal(0, Sound.Rms(wav.Left.Take(left)));
        Assert.Empty(bench.Events.OfType<MediaEvent.RecordingFailed>());
    }

    [Theory]
    [InlineData(Way.InMemory)]
    [InlineData(Way.Sockets)]
    [InlineData(Way.Blocking)]
    public void What_the_caller_hears_while_waiting_is_on_the_right(Way way)
    {
        using var bench = MediaBench.Create(way);
        var call = bench.OpenCall("wait.wav");
        var caller = bench.Join(call, LegRole.Caller);
        bench.Post(new MediaCommand.Play(call, caller.Leg, 1, [MediaBench.QueueAudio], LoopLast: true));
        bench.Talk(40, caller);
        bench.Post(new MediaCommand.CloseCall(call));
        bench.Expect<MediaEvent.RecordingCommitted>();

        var wav = WavFile.Read(bench.Files["/recordings/wait.wav"]);
        Assert.InRange(Sound.Amplitude(wav.Left.Skip(800).Take(4000).ToList(), 1000), 6000, 8500);
        Assert.InRange(Sound.Amplitude(wav.Right.Skip(800).Take(4000).ToList(), 600), 6000, 8500);
        Assert.InRange(Sound.Amplitude(wav.Right.Skip(800).Take(4000).ToList(), 1000), 0, 100);
    }

    [Theory]
    [InlineData(Way.InMemory)]
    [InlineData(Way.Sockets)]
    [InlineData(Way.Blocking)]
    public void Pain18_One_recording_goes_on_over_hold_another_codec_and_the_next_agent(Way way)
    {
        using var bench = MediaBench.Create(way);
        var call = bench.OpenCall("transferred.wav");
        var caller = bench.Join(call, LegRole.Caller);
        var first = bench.Join(call, LegRole.Agent);
        first.Frequency = 700;
        bench.Bridge(call, caller, first);
        bench.Talk(40, caller, first);

        // The agent holds, re-offers, and is heard again; then the caller is handed on.
        bench.Post(new MediaCommand.SetFormat(call, first.Leg, first.Format(MediaDirection.Inactive)));
        bench.Post(new MediaCommand.Play(call, caller.Leg, 1, [MediaBench.QueueAudio], LoopLast: true));
        bench.Talk(60, caller);
        bench.Post(new MediaCommand.SetFormat(call, first.Leg, first.Format()));
        bench.Bridge(call, caller, first);
        bench.Talk(30, caller, first);
        bench.Post(new MediaCommand.Unbridge(call, first.Leg));
        bench.Post(new MediaCommand.CloseLeg(call, first.Leg));
        var second = bench.Join(call, LegRole.Agent, AudioCodec.Pcmu);
        second.Frequency = 1500;
        bench.Bridge(call, caller, second);
        bench.Talk(40, caller, second);
        bench.Post(new MediaCommand.CloseCall(call));
        bench.Expect<MediaEvent.RecordingCommitted>();

        Assert.Equal(["/recordings/transferred.wav"], bench.Files.Paths);
        Assert.Empty(bench.Events.OfType<MediaEvent.RecordingFailed>());
        var wav = WavFile.Read(bench.Files["/recordings/transferred.wav"]);
        Assert.Equal([700, 600, 700, 1500], Tones(wav.Right));
        Assert.Equal([1000], Tones(wav.Left));
    }

    /// <summary>The tones of a channel in order, each as long as it lasts; stretches of 0.1 s that are mixed or nearly silent are left out.</summary>
    private static List<int> Tones(short[] channel)
    {
        var tones = new List<int>();
        foreach (var stretch in channel.Chunk(800))
        {
            foreach (var tone in new[] { 600, 700, 1000, 1500 }.Where(f => Sound.Amplitude(stretch, f) > 6000).Take(1))
            {
                if (tones.LastOrDefault() != tone)
                {
                    tones.Add(tone);
                }
            }
        }

        return tones;
    }

    private static short[] Decoded(TestPhone phone)
    {
        var samples = new short[phone.Said.Count];
        G711.Decode(phone.Codec, phone.Said.ToArray(), samples);
        return samples;
    }
}
