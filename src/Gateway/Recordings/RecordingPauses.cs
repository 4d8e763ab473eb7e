using Gateway.Acd;
using Gateway.CallControl;
using Gateway.Calls;
using Gateway.Configuration;
using Gateway.Web.Ports;

namespace Gateway.Recordings;

/// <summary>
/// Pausing recordings, for API and phones: only in a conversation, only where the call's centre allows it. What can be refused at once is; the
/// call itself has the last word. Thread-safe, never blocks.
/// </summary>
internal sealed class RecordingPauses(CallTable calls, Func<GatewayConfiguration> configuration)
{
    public const string ByPhone = "phone";

    public RecordingChange Pause(CallId call, string reason, string by) => Change(Find(call), paused => paused is null, centre =>
        new CallInput.PauseRecording(by, reason, centre));

    public RecordingChange Resume(CallId call, string by) => Change(Find(call), paused => paused is not null, _ => new CallInput.ResumeRecording(by));

    /// <summary>The agent's phone asks for the conversation that the agent is in.</summary>
    /// <returns>False: there is none, or the centre does not allow it, or nothing would change.</returns>
    public bool ByAgent(AgentId agent, bool pause)
    {
        var call = calls.All().Select(a => a.Summary).FirstOrDefault(s => s?.Agent == agent && s.Phase == Gateway.Calls.CallPhase.Bridged)?.Call;
        return call is { } found && (pause ? Pause(found, "feature code", ByPhone) : Resume(found, ByPhone)) == RecordingChange.Done;
    }

    private CallSummary? Find(CallId call) => calls.All().Select(a => a.Summary).FirstOrDefault(s => s?.Call == call);

    private RecordingChange Change(CallSummary? call, Func<DateTimeOffset?, bool> changes, Func<TimeSpan, CallInput> input)
    {
        if (call is not { Phase: Gateway.Calls.CallPhase.Bridged, IsRecorded: true })
        {
            return RecordingChange.NoConversation;
        }

        if (configuration().Centre(call.Centre)?.Recording.MostPause is not { } limit)
        {
            return RecordingChange.NotAllowed;
        }

        if (!changes(call.RecordingPausedAt))
        {
            return RecordingChange.NothingToChange;
        }

        return calls.Post(call.Call, new CallActorInput.Recording(input(limit))) ? RecordingChange.Done : RecordingChange.NoConversation;
    }
}
