using Gateway.Acd;
using Gateway.Recordings;
using Gateway.Web.Ports;

namespace Gateway.NocPorts;

/// <summary>Acts on recordings from pages and API.</summary>
internal sealed class RecordingControl(RecordingPauses pauses, LegalHolds holds) : IRecordingControl
{
    public RecordingChange Pause(CallId call, string why, string by) => pauses.Pause(call, why, by);

    public RecordingChange Resume(CallId call, string by) => pauses.Resume(call, by);

    public RecordingChange Hold(CallId call, string why, string by) => Change(call, true, why, by);

    public RecordingChange LiftHold(CallId call, string why, string by) => Change(call, false, why, by);

    private RecordingChange Change(CallId call, bool hold, string why, string by) => holds.Change(call, hold, why, by) switch
    {
        true => RecordingChange.Done,
        false => RecordingChange.NothingToChange,
        _ => RecordingChange.UnknownCall,
    };
}
