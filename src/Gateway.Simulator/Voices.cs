using System.Globalization;
using Gateway.Media.Prompts;

namespace Gateway.Simulator;

/// <summary>What simulated parties say: a steady tone each, so that a recording shows who was heard and when.</summary>
public static class Voices
{
    /// <summary>A steady tone.</summary>
    /// <param name="hertz">20 to 3800.</param>
    public static PromptId Tone(int hertz) => new(string.Create(CultureInfo.InvariantCulture, $"voice/{hertz}"));

    /// <summary>A library of these tones.</summary>
    public static PromptLibrary Library(params IEnumerable<int> hertz)
    {
        var tones = hertz.Distinct().Select(f => PromptLibrary.Tone(Tone(f), f, TimeSpan.FromSeconds(1), TimeSpan.Zero));
        return PromptLibrary.Of([.. tones]);
    }
}
