using Gateway.Media.Audio;
using Gateway.Media.Engine;
using Gateway.Media.Prompts;
using Gateway.Simulator;
using Gateway.TestKit;

namespace Gateway.Functional.Tests;

/// <summary>What waiting callers are told, as the recording has it.</summary>
public sealed class AnnouncementTests
{
    [Fact]
    public async Task A_caller_who_waits_hears_the_place_in_the_queue_word_for_word_and_then_the_queue_audio_again()
    {
        await using var gateway = await TestGateway.StartAsync(new TestSetup { AnnouncePlaceEvery = "10s" });
        using var farEnd = new FarEnd();
        var first = farEnd.Call(gateway);
        await gateway.WaitForAsync("/api/v1/calls", c => c["inProgress"]!.AsArray().Count(x => (string?)x!["phase"] == "waiting") == 1);
        var second = farEnd.Call(gateway);
        await Until.TrueAsync("24 s of two recordings", () =>
            new DirectoryInfo(gateway.Data).GetFiles("*.wav.part", SearchOption.AllDirectories).Count(f => f.Length > 24 * 8000 * 4) == 2,
            TimeSpan.FromSeconds(60));
        first.HangUp();
        await first.EndAsync();
        second.HangUp();
        await second.EndAsync();
        Assert.Equal(0, await gateway.StopAsync(TimeSpan.FromSeconds(30)));

        using var evidence = new Evidence(gateway);
        var heard = evidence.Records().OrderBy(r => r.ReceivedAt).Select(r => evidence.Recording(r).Right).ToList();
        for (var place = 1; place <= 2; place++)
        {
            Assert.InRange(Count(heard[place - 1], "id/position", $"id/number-{place}"), 1, 3);
            Assert.Equal(0, Count(heard[place - 1], "id/position", $"id/number-{3 - place}"));
        }

        Assert.All(heard, h => Assert.True(Count(h, "id/queue") >= 1, "the queue audio did not begin anew"));
    }

    /// <summary>How often these prompts were heard one after the other, sample by sample; the second time may have been cut by the end.</summary>
    private static int Count(short[] heard, params string[] prompts)
    {
        var library = PromptLibrary.Load(Path.Combine(Repository.Root, "config", "prompts"), prompts.Select(p => new PromptId(p)));
        byte[] octets = [.. prompts.SelectMany(p => library[new PromptId(p)].Octets(AudioCodec.Pcma).ToArray())];
        var samples = new short[octets.Length];
        G711.Decode(AudioCodec.Pcma, octets, samples);
        var (count, at) = (0, 0);
        while (heard.AsSpan(at).IndexOf(samples) is >= 0 and var found)
        {
            count++;
            at += found + samples.Length;
        }

        return count;
    }
}
