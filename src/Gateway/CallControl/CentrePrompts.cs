using Gateway.Configuration;
using Gateway.Media.Prompts;

namespace Gateway.CallControl;

/// <summary>What callers of a centre hear while no agent speaks.</summary>
/// <param name="Greeting">Played once, in order, from the answer on.</param>
/// <param name="QueueAudio">Played in order, the last one again and again.</param>
/// <param name="Ringback">Repeats while an agent's phone rings.</param>
internal sealed record CentrePrompts(IReadOnlyList<PromptId> Greeting, IReadOnlyList<PromptId> QueueAudio, IReadOnlyList<PromptId> Ringback)
{
    /// <summary>"Say something or press 1", once.</summary>
    public IReadOnlyList<PromptId> Screening { get; init; } = [];

    /// <summary>"We know of this incident", once.</summary>
    public IReadOnlyList<PromptId> Acknowledgement { get; init; } = [];

    /// <summary>What is said from time to time to who waits.</summary>
    public AnnouncementOptions Announcements { get; init; } = new();
}
