using Gateway.Media.Audio;
using Gateway.Media.Engine;
using Gateway.Media.Prompts;
using Gateway.Media.Tests.Audio;

namespace Gateway.Media.Tests.Prompts;

public sealed class PromptLibraryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("prompts").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_is_a_prompt_named_by_its_path_in_both_laws()
    {
        var samples = Sound.Sine(600, 8000, 0.25);
        Put("id/greeting.wav", WavBytes.Pcm16(samples, 8000));
        var library = PromptLibrary.Load(_folder, [new("id/greeting")]);
        var prompt = library[new("id/greeting")];
        Assert.Empty(library.Errors);
        Assert.Equal(new("id/greeting"), prompt.Id);
        Assert.Equal(2000, prompt.Length);
        Assert.Equal(TimeSpan.FromMilliseconds(250), prompt.Duration);
        Assert.Equal(samples.Select(G711.EncodeALaw), prompt.Octets(AudioCodec.Pcma).ToArray());
        Assert.Equal(samples.Select(G711.EncodeMuLaw), prompt.Octets(AudioCodec.Pcmu).ToArray());
    }

    [Fact]
    public void A_missing_prompt_is_a_tone_and_an_error_that_names_the_file()
    {
        var library = PromptLibrary.Load(_folder, [new("id/queue")]);
        var error = Assert.Single(library.Errors);
        Assert.Equal(new("id/queue"), error.Id);
        Assert.EndsWith("id/queue.wav", error.Path.Replace('\\', '/'), StringComparison.Ordinal);
        Assert.Equal(PromptLibrary.Ringback, library[new("id/queue")].Id);
    }

    [Fact]
    public void An_unreadable_prompt_is_a_tone_and_one_error_and_the_others_are_loaded()
    {
        Put("id/bad.wav", "no wav"u8.ToArray());
        Put("id/good.wav", WavBytes.Pcm16([1, 2, 3], 8000));
        var library = PromptLibrary.Load(_folder, [new("id/bad"), new("id/good")]);
        Assert.Contains("RIFF", Assert.Single(library.Errors).Message, StringComparison.Ordinal);
        Assert.Equal(PromptLibrary.Ringback, library[new("id/bad")].Id);
        Assert.Equal(3, library[new("id/good")].Length);
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_an_error_and_every_prompt_a_tone()
    {
        var library = PromptLibrary.Load(Path.Combine(_folder, "none"), [new("id/greeting")]);
        Assert.Equal(2, library.Errors.Count);
        Assert.NotEqual(0, library[new("id/greeting")].Length);
    }

    [Fact]
    public void A_file_may_replace_the_ringback()
    {
        Put("tone/ringback.wav", WavBytes.Pcm16([5], 8000));
        Assert.Equal(1, PromptLibrary.Load(_folder, [])[PromptLibrary.Ringback].Length);
    }

    [Fact]
    public void Ringback_sounds_at_425_Hz_for_one_second_of_five()
    {
        var ringback = Decode(PromptLibrary.Of()[PromptLibrary.Ringback]);
        Assert.Equal(40000, ringback.Length);
        Assert.InRange(Sound.Amplitude(ringback[..8000], 425), 7600, 8100);
        Assert.InRange(Sound.Rms(ringback[8000..]), 0, 10);
    }

    [Fact]
    public void A_tone_without_pause_loops_without_a_step()
    {
        var prompt = PromptLibrary.Tone(new("tone/caller"), 437, TimeSpan.FromSeconds(1), TimeSpan.Zero);
        short[] twice = [.. Decode(prompt), .. Decode(prompt)];
        Assert.Equal(8000, prompt.Length);
        Assert.InRange(Sound.Amplitude(twice, 437), 7900, 8100);
        Assert.InRange(Sound.Rms(twice), 5600, 5720);
        var steepest = 8000 * 2 * Math.PI * 437 / 8000;
        Assert.InRange(Enumerable.Range(1, twice.Length - 1).Max(i => Math.Abs(twice[i] - twice[i - 1])), 0, (int)(steepest * 1.1));
    }

    [Fact]
    public void A_tone_out_of_range_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PromptLibrary.Tone(new("t"), 4000, TimeSpan.FromSeconds(1), TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => PromptLibrary.Tone(new("t"), 440, TimeSpan.Zero, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => PromptLibrary.Tone(new("t"), 440, TimeSpan.FromHours(1), TimeSpan.Zero));
    }

    [Fact]
    public void Playing_allocates_nothing()
    {
        var library = PromptLibrary.Of();
        var packet = new byte[160];
        library[PromptLibrary.Ringback].Octets(AudioCodec.Pcma)[..160].CopyTo(packet);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            library[PromptLibrary.Ringback].Octets(AudioCodec.Pcma).Slice(i * 160, 160).CopyTo(packet);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static short[] Decode(Prompt prompt)
    {
        var samples = new short[prompt.Length];
        G711.Decode(AudioCodec.Pcma, prompt.Octets(AudioCodec.Pcma), samples);
        return samples;
    }

    private void Put(string name, byte[] content)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }
}
