using Gateway.Media.Engine;
using Gateway.Media.Recording;
using Gateway.Media.Tests.Audio;
using Gateway.Media.Tests.Engine;

namespace Gateway.Media.Tests.Recording;

public sealed class PauseTests
{
    [Fact]
    public void Pain19_a_paused_recording_is_silent_on_its_place_in_time_and_the_parties_hear_each_other()
    {
        using var bench = new VirtualBench();
        var call = bench.OpenCall("call.wav");
        var caller = bench.Join(call, LegRole.Caller);
        var agent = bench.Join(call, LegRole.Agent);
        agent.Frequency = 700;
        bench.Bridge(call, caller, agent);
        bench.Talk(100, caller, agent);
        bench.Post(new MediaCommand.PauseRecording(call, true));
        bench.Talk(100, caller, agent);
        bench.Post(new MediaCommand.PauseRecording(call, false));
        bench.Talk(100, caller, agent);
        bench.Post(new MediaCommand.CloseCall(call));
        bench.Expect<MediaEvent.RecordingCommitted>();

        Assert.Equal(300, agent.Received.Count);
        var wav = WavFile.Read(bench.Files["/recordings/call.wav"]);
        foreach (var (samples, tone) in new[] { (wav.Left, 1000), (wav.Right, 700) })
        {
            var onset = WavFile.Onset(samples);
            Assert.InRange(Sound.Amplitude(samples.Skip(onset + 8000).Take(4000).ToList(), tone), 4000, 8500);
            Assert.Equal(0, Sound.Rms(samples.Skip(onset + 18_000).Take(11_000)));
            Assert.InRange(Sound.Amplitude(samples.Skip(onset + 34_000).Take(8000).ToList(), tone), 4000, 8500);
        }
    }

    [Fact]
    public void What_is_said_after_a_pause_of_any_length_is_recorded_though_sequence_numbers_went_round_meanwhile()
    {
        foreach (var packets in new[] { 100, 32_767, 32_769, 40_000, 65_535, 65_536, 65_540 })
        {
            var alignment = default(StreamAlignment);
            Assert.True(alignment.TryPlace(Packet(0), 0, out _, out _));
            Assert.True(alignment.TryPlace(Packet(1), 160, out _, out _));
            foreach (var number in new[] { packets, packets + 1, packets + 2 })
            {
                Assert.True(alignment.TryPlace(Packet(number), number * 160L, out var position, out var skip), $"{number - packets} after {packets}");
                Assert.Equal((number * 160L, 0), (position, skip));
            }

            Assert.False(alignment.TryPlace(Packet(packets + 1), (packets + 3) * 160L, out _, out _));
        }
    }

    private static RecordedPacket Packet(int number) =>
        new(0, (uint)(number * 160), 7, (ushort)number, 160, 0, LegRole.Caller, AudioCodec.Pcma);
}
