using System.Collections.Frozen;

namespace Gateway.Media.Prompts;

/// <summary>
/// All prompts, loaded once and converted to what is sent. A prompt that is missing or cannot be read is a tone and an entry in
/// <see cref="Errors"/>: a caller hears something and the operator of the centre sees what to repair. Immutable, thread-safe.
/// </summary>
public sealed class PromptLibrary
{
    /// <summary>Longest prompt; longer files are an error.</summary>
    public static readonly TimeSpan LongestPrompt = TimeSpan.FromMinutes(10);

    /// <summary>Biggest file, in bytes; bigger ones are an error.</summary>
    public const long BiggestFile = 128 * 1024 * 1024;

    /// <summary>Ringback as in Indonesia: 425 Hz, 1 s on, 4 s off. Always in the library.</summary>
    public static readonly PromptId Ringback = new("tone/ringback");

    private readonly FrozenDictionary<PromptId, Prompt> _prompts;
    private readonly Prompt _fallback;

    private PromptLibrary(IEnumerable<Prompt> prompts, IReadOnlyList<PromptError> errors)
    {
        Errors = errors;
        _fallback = Tone(Ringback, 425, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4));
        var all = new Dictionary<PromptId, Prompt> { [Ringback] = _fallback };
        foreach (var prompt in prompts)
        {
            all[prompt.Id] = prompt;
        }

        _prompts = all.ToFrozenDictionary();
    }

    /// <summary>What was missing or unreadable, with path and remedy.</summary>
    public IReadOnlyList<PromptError> Errors { get; }

    public IEnumerable<PromptId> Ids => _prompts.Keys.OrderBy(id => id.Name, StringComparer.Ordinal);

    /// <summary>The prompt; when it is unknown, the ringback tone (never null, never throws).</summary>
    public Prompt this[PromptId id] => _prompts.GetValueOrDefault(id, _fallback);

    public bool Contains(PromptId id) => _prompts.ContainsKey(id);

    /// <summary>Prompts from memory (tones, tests).</summary>
    public static PromptLibrary Of(params IReadOnlyList<Prompt> prompts) => new(prompts, []);

    /// <summary>A copy with further prompts, which win over those of the same name.</summary>
    public PromptLibrary With(params IReadOnlyList<Prompt> prompts) => new(_prompts.Values.Concat(prompts), Errors);

    /// <summary>Reads every WAV file below a folder: "id/greeting.wav" is prompt "id/greeting".</summary>
    /// <param name="required">Ids that configuration names; each one without a readable file is an error and a tone.</param>
    public static PromptLibrary Load(string directory, IEnumerable<PromptId> required)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(required);
        var prompts = new List<Prompt>();
        var errors = new List<PromptError>();
        var seen = new HashSet<PromptId> { Ringback };
        foreach (var path in Files(directory, errors))
        {
            var relative = Path.GetRelativePath(directory, path).Replace('\\', '/');
            var id = new PromptId(relative[..^".wav".Length]);
            seen.Add(id);
            try
            {
                prompts.Add(Read(id, path));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or WavFormatException)
            {
                errors.Add(new PromptError(id, path, e.Message));
            }
        }

        foreach (var id in required.Distinct().Where(id => !seen.Contains(id)))
        {
            var path = Path.Combine(directory, id.Name + ".wav");
            errors.Add(new PromptError(id, path, "There is no such file; a tone is played. Put a WAV file there or name another prompt."));
        }

        return new PromptLibrary(prompts, errors);
    }

    /// <inheritdoc cref="Prompts.Tone.Create"/>
    public static Prompt Tone(PromptId id, int frequency, TimeSpan on, TimeSpan off, short amplitude = 8000) =>
        Prompts.Tone.Create(id, frequency, on, off, amplitude);

    private static IEnumerable<string> Files(string directory, List<PromptError> errors)
    {
        try
        {
            // Sorted: the list of errors is the same on every machine.
            return Directory.GetFiles(directory, "*.wav", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(new PromptError(default, directory, $"The prompt folder cannot be read: {e.Message}"));
            return [];
        }
    }

    private static Prompt Read(PromptId id, string path)
    {
        if (new FileInfo(path).Length > BiggestFile)
        {
            throw new WavFormatException($"The file is bigger than {BiggestFile / 1024 / 1024} MB; shorten it.");
        }

        var samples = WavReader.ReadMono8000(File.ReadAllBytes(path));
        return samples.Length <= LongestPrompt.TotalSeconds * Audio.G711.SampleRate
            ? new Prompt(id, samples)
            : throw new WavFormatException($"The prompt is longer than {LongestPrompt.TotalMinutes} minutes; shorten it.");
    }
}

/// <summary>A prompt that cannot be played as meant.</summary>
/// <param name="Path">The file or folder.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record PromptError(PromptId Id, string Path, string Message);
