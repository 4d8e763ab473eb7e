using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Calls.Screening;
using Gateway.Configuration;

namespace Gateway.Screening;

/// <summary>Writes labels down: by feature code for an agent's present or last call, by name for any call. Thread-safe, never blocks.</summary>
internal sealed class CallLabelling(
    IJournal journal, Func<GatewayConfiguration> configuration, Func<DateTimeOffset> now, Action<CallLabel> count)
{
    private static readonly ScreeningOptions Standard = new();

    public AgentCalls AgentCalls { get; } = new();

    /// <summary>By the phone of an agent, during the conversation or soon after it.</summary>
    /// <returns>False: the agent has had no call, or it is too long ago.</returns>
    public bool LabelLast(AgentId agent, CallLabel label)
    {
        var options = Of(configuration().Agents.FirstOrDefault(a => a.Id == agent)?.Centre);
        if (AgentCalls.Of(agent) is not { } last || now() - last.EndedAt > options.LabelWithin)
        {
            return false;
        }

        Append(last.Call, new CallLabelled(label, "phone", agent.Value, now() + options.LabelKeep));
        count(label);
        return true;
    }

    /// <param name="centre">Of the call; null: not known.</param>
    public void Label(CallId call, string? centre, CallLabel label, string by)
    {
        Append(call, new CallLabelled(label, by, null, now() + Of(centre).LabelKeep));
        count(label);
    }

    /// <summary>Nothing happens before <see cref="ApproveBlock"/>.</summary>
    public void ProposeBlock(CallId call, TimeSpan length, string by, string why) => Append(call, new BlockProposed(by, now() + length, why));

    public void ApproveBlock(CallId call, DateTimeOffset until, string by) => Append(call, new BlockApproved(by, until));

    public void LiftBlock(CallId call, string by, string why) => Append(call, new BlockLifted(by, why));

    /// <summary>Whether the centre allows blocks.</summary>
    public bool AllowsBlocks(string? centre) => Of(centre).Block;

    public void Reverse(CallId call, string by, string why) => Append(call, new LabelReversed(by, why));

    private ScreeningOptions Of(string? centre) => (centre is null ? null : configuration().Centre(centre))?.Screening ?? Standard;

    private void Append(CallId call, JournalPayload payload) => journal.Append(new JournalEntry(call, now(), null, payload));
}
