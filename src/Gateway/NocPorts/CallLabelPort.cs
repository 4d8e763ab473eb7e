using Gateway.Acd;
using Gateway.Calls.Screening;
using Gateway.Screening;
using Gateway.Storage.Records;
using Gateway.Web.Ports;

namespace Gateway.NocPorts;

/// <summary>Labels from pages and API, for calls that have a record.</summary>
internal sealed class CallLabelPort(IRecordStore records, CallLabelling labelling) : ICallLabels
{
    public ValueTask<LabelChange> SetAsync(CallId call, CallLabel label, string by, CancellationToken cancellation)
    {
        if (records.Find(call) is not { } record)
        {
            return ValueTask.FromResult(LabelChange.UnknownCall);
        }

        labelling.Label(call, record.Centre, label, by);
        return ValueTask.FromResult(LabelChange.Done);
    }

    public ValueTask<LabelChange> ReverseAsync(CallId call, string why, string by, CancellationToken cancellation)
    {
        var change = records.Find(call) switch
        {
            null => LabelChange.UnknownCall,
            { Label: null } => LabelChange.NoLabel,
            _ => LabelChange.Done,
        };
        if (change == LabelChange.Done)
        {
            labelling.Reverse(call, by, why);
        }

        return ValueTask.FromResult(change);
    }
}
