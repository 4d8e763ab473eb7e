using Gateway.Media.Audio;
using Gateway.Media.Prompts;

namespace Gateway.Features;

/// <summary>The tones that confirm a feature code.</summary>
internal static class FeatureTones
{
    public static readonly Prompt Done = Beeps(FeatureCall.Done, 880, 0.15, 2);

    public static readonly Prompt NotUnderstood = Beeps(FeatureCall.NotUnderstood, 300, 0.8, 1);

    /// <summary>What an agent hears while a phone rings elsewhere: 425 Hz, 1 s of 2 (ITU-T E.180).</summary>
    public static readonly Prompt Ringback = Beeps(new PromptId("tone/ringback"), 425, 1, 1);

    private static Prompt Beeps(PromptId id, double frequency, double seconds, int count)
    {
        var beep = (int)(seconds * G711.SampleRate);
        var samples = new short[2 * beep * count];
        for (var i = 0; i < samples.Length; i++)
        {
            if (i / beep % 2 == 0)
            {
                samples[i] = (short)(8000 * Math.Sin(2 * Math.PI * frequency * i / G711.SampleRate));
            }
        }

        return new Prompt(id, samples);
    }
}
