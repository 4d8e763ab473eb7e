using Gateway.Acd;
using Gateway.Recordings;
using Gateway.Web.Ports;

namespace Gateway.NocPorts;

/// <summary>Acts on recordings from pages and API.</summary>
internal sealed class RecordingControl(RecordingPauses pauses) : IRecordingControl
{
    public RecordingChange Pause(CallId call, string why, string by) => pauses.Pause(call, why, by);

    public RecordingChange Resume(CallId call, string by) => pauses.Resume(call, by);
}
