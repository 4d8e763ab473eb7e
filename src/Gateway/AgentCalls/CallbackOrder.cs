using Gateway.Legs;
using Gateway.Media.Engine;
using Gateway.Media.Prompts;

namespace Gateway.AgentCalls;

/// <summary>A callback as its owner carries it out.</summary>
/// <param name="ToAgent">The INVITE to the agent's phone.</param>
/// <param name="ToCaller">The INVITE to the caller, <c>Priority: psap-callback</c> (RFC 7090).</param>
/// <param name="Way">The caller's number at the trunk, and the flow there.</param>
/// <param name="Trunk">Its name.</param>
/// <param name="Ringback">What the agent hears while the caller's phone rings.</param>
/// <param name="Recording">Null: nothing is recorded.</param>
/// <param name="PathOf">A recording's path as the journal has it.</param>
internal sealed record CallbackOrder(
    AgentInvite ToAgent,
    AgentInvite ToCaller,
    AgentBinding Way,
    string Trunk,
    IReadOnlyList<AudioCodec> Codecs,
    PromptId Ringback,
    RecordingSpec? Recording,
    Func<string, string> PathOf)
{
    /// <summary>For the caller to answer.</summary>
    public static readonly TimeSpan RingTimeout = TimeSpan.FromSeconds(60);

    /// <summary>For the recording's commit, after the end.</summary>
    public static readonly TimeSpan RecordingLimit = TimeSpan.FromSeconds(8);
}
