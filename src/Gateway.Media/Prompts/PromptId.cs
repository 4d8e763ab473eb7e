namespace Gateway.Media.Prompts;

/// <summary>A prompt by centre and language, e.g. "id/greeting"; the library maps it to a file.</summary>
public readonly record struct PromptId(string Name)
{
    public override string ToString() => Name;
}
