using Gateway.Acd;
using Gateway.Calls.Screening;

namespace Gateway.Features;

/// <summary>What an agent dials to change the own status or to label a call; the table is in README.</summary>
internal abstract record FeatureCode
{
    private FeatureCode()
    {
    }

    internal sealed record SetStatus(AgentStatus Status, string Reason) : FeatureCode;

    internal sealed record EndWrapUp : FeatureCode;

    internal sealed record ExtendWrapUp : FeatureCode;

    /// <summary>What the present call is, or the last one was.</summary>
    internal sealed record Label(CallLabel Word) : FeatureCode;

    /// <summary>The recording of the present call, where its centre allows it.</summary>
    internal sealed record PauseRecording(bool Pause) : FeatureCode;

    /// <summary>Reads the user part of a Request-URI; null when it is no feature code. "*" may come escaped as %2A.</summary>
    public static FeatureCode? Parse(string? user)
    {
        var code = user?.Replace("%2A", "*", StringComparison.OrdinalIgnoreCase);
        return code switch
        {
            "*11" => new SetStatus(AgentStatus.Available, ""),
            "*12" => new SetStatus(AgentStatus.AvailableOnDemand, ""),
            "*14" => new SetStatus(AgentStatus.LoggedOut, ""),
            "*15" => new EndWrapUp(),
            "*16" => new ExtendWrapUp(),
            "*31" => new PauseRecording(true),
            "*32" => new PauseRecording(false),
            ['*', '2', >= '1' and <= '6'] => new Label(CallLabels.All[code[2] - '1']),
            not null when code.StartsWith("*13", StringComparison.Ordinal) && code.Length <= 9 && code[3..].All(char.IsAsciiDigit) =>
                new SetStatus(AgentStatus.OnBreak, code[3..]),
            _ => null,
        };
    }
}
