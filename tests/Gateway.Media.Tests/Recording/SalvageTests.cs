using System.Security.Cryptography;
using Gateway.Media.Engine;
using Gateway.Media.Recording;
using Gateway.Media.Tests.Audio;
using Gateway.Media.Tests.Engine;

namespace Gateway.Media.Tests.Recording;

/// <summary>On a real disk: what a killed process leaves is an image of its files at that moment.</summary>
public sealed class SalvageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("recordings").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_recording_cut_in_the_middle_plays_up_to_the_last_second()
    {
        using var bench = new SocketBench(files: new DiskRecordingFiles());
        var live = Path.Combine(_folder, "live");
        var call = new MediaCallId(1);
        bench.Post(new MediaCommand.OpenCall(call, new RecordingSpec(live, "call.wav")));
        var caller = bench.Join(call, LegRole.Caller);
        var agent = bench.Join(call, LegRole.Agent);
        agent.Frequency = 700;
        bench.Bridge(call, caller, agent);
        bench.Talk(125, caller, agent);

        var crashed = Path.Combine(_folder, "crashed", "2026");
        Directory.CreateDirectory(crashed);
        File.Copy(Path.Combine(live, "call.wav.part"), Path.Combine(crashed, "call.wav.part"));
        // The header of the live file is valid as it is, though behind.
        var part = WavFile.Read(File.ReadAllBytes(Path.Combine(crashed, "call.wav.part")), headerMatchesLength: false);
        Assert.NotEmpty(part.Left);
        File.AppendAllText(Path.Combine(crashed, "call.wav.part"), "abc");

        var saved = Assert.Single(RecordingSalvage.Run(Path.Combine(_folder, "crashed")));
        Assert.Null(saved.Error);
        Assert.Equal(Path.Combine(crashed, "call.wav"), saved.Path);
        Assert.Equal([saved.Path], Directory.GetFiles(crashed));
        var bytes = File.ReadAllBytes(saved.Path);
        Assert.Equal((saved.Bytes, saved.Sha256), (bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))));
        var wav = WavFile.Read(bytes);
        Assert.InRange(saved.Duration.TotalSeconds, 1.5, 6);
        Assert.InRange(Sound.Amplitude(wav.Left.TakeLast(4000).ToList(), 1000), 4000, 8500);
        Assert.InRange(Sound.Amplitude(wav.Right.TakeLast(4000).ToList(), 700), 4000, 8500);
        Assert.Empty(RecordingSalvage.Run(Path.Combine(_folder, "crashed")));

        bench.Post(new MediaCommand.CloseCall(call));
        bench.Expect<MediaEvent.RecordingCommitted>();
        Assert.Equal([Path.Combine(live, "call.wav")], Directory.GetFiles(live));
    }

    [Fact]
    public void Empty_and_short_leftovers_become_valid_and_a_taken_name_gets_a_number()
    {
        File.WriteAllBytes(Path.Combine(_folder, "a.wav.part"), []);
        File.WriteAllBytes(Path.Combine(_folder, "b.wav.part"), new byte[10]);
        Directory.CreateDirectory(Path.Combine(_folder, "c.wav"));
        File.WriteAllBytes(Path.Combine(_folder, "c.wav.part"), new byte[44 + 32_000]);
        var saved = RecordingSalvage.Run(_folder);
        Assert.Equal([0, 0, 1], saved.Select(s => s.Duration.TotalSeconds));
        Assert.Equal(Path.Combine(_folder, "c-2.wav"), saved[2].Path);
        Assert.All(saved.Take(2), s => Assert.Empty(WavFile.Read(File.ReadAllBytes(s.Path)).Left));
    }

    [Fact]
    public void A_folder_that_is_not_there_has_nothing_to_save() => Assert.Empty(RecordingSalvage.Run(Path.Combine(_folder, "none")));
}
