using Gateway.Acd;
using Gateway.Acd.Configuration;
using Gateway.Calls.Screening;
using Gateway.Media.Prompts;

namespace Gateway.Configuration;

/// <summary>One centre (tenant): a city's or regency's 112.</summary>
public sealed record CentreOptions
{
    /// <summary>Dotted Kemendagri code, e.g. "71.71".</summary>
    public required string Code { get; init; }

    public required string Name { get; init; }

    public required TimeZoneInfo TimeZone { get; init; }

    /// <summary>When it answers; null: always. Out of its hours its callers wait in the queues of the ladder, too.</summary>
    public OpeningHours? OpeningHours { get; init; }

    /// <summary>Names of the reason codes of breaks; an unknown code is shown as it is.</summary>
    public IReadOnlyDictionary<string, string> BreakReasons { get; init; } = new Dictionary<string, string>();

    /// <summary>Languages of announcements, in the order in which they are played; at least one.</summary>
    public required IReadOnlyList<string> Languages { get; init; }

    /// <summary>Codes of the service areas whose callers come here; its own code is always among them.</summary>
    public required IReadOnlyList<string> ServiceAreas { get; init; }

    /// <summary>Telephone area codes of this centre, e.g. "0431"; several centres may share one.</summary>
    public required IReadOnlyList<string> AreaCodes { get; init; }

    /// <summary>The number that a caller who is called back sees: From and P-Asserted-Identity.</summary>
    public string Number { get; init; } = "112";

    public required PromptOptions Prompts { get; init; }

    public AnnouncementOptions Announcements { get; init; } = new();

    /// <summary>All prompts that must be there as files.</summary>
    public IEnumerable<PromptId> AllPrompts => Prompts.All.Concat(Announcements.All).Distinct();

    public CentreRecordingOptions Recording { get; init; } = new();

    /// <summary>What is done about suspicious calls.</summary>
    public ScreeningOptions Screening { get; init; } = new();

    /// <summary>At least one; ids are "71.71/darurat".</summary>
    public required IReadOnlyList<QueueOptions> Queues { get; init; }

    public required QueueId DefaultQueue { get; init; }

    /// <summary>Queue by service URN in lower case, e.g. "urn:service:sos.fire"; other services go to <see cref="DefaultQueue"/>.</summary>
    public required IReadOnlyDictionary<string, QueueId> QueuesByService { get; init; }
}

/// <summary>What a centre allows with its recordings.</summary>
public sealed record CentreRecordingOptions
{
    /// <summary>Longest pause of a recording, 5 s to 10 min; null: it cannot be paused.</summary>
    public TimeSpan? MostPause { get; init; }

    /// <summary>So long after their INVITE recordings are erased, 1 day or more, unless under a legal hold; null: they are kept for ever.</summary>
    public TimeSpan? KeepFor { get; init; }
}

/// <summary>What callers of a centre hear while no agent speaks. Each list is played in order.</summary>
/// <param name="Greeting">Once, from the answer on.</param>
/// <param name="QueueAudio">While waiting; the last one again and again. At least one.</param>
/// <param name="Ringback">While an agent's phone rings; the last one again and again. At least one.</param>
public sealed record PromptOptions(IReadOnlyList<PromptId> Greeting, IReadOnlyList<PromptId> QueueAudio, IReadOnlyList<PromptId> Ringback)
{
    /// <summary>"Say something or press 1", once, to a silent caller; only where <see cref="ScreeningOptions.PromptAfter"/> is set.</summary>
    public IReadOnlyList<PromptId> Screening { get; init; } = [];

    /// <summary>"We know of this incident", once, when a supervisor asks for it.</summary>
    public IReadOnlyList<PromptId> Acknowledgement { get; init; } = [];

    /// <summary>All that must be there as files.</summary>
    public IEnumerable<PromptId> All => Greeting.Concat(QueueAudio).Concat(Ringback).Concat(Screening).Concat(Acknowledgement).Distinct();
}
