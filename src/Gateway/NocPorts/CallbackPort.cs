using Gateway.Acd;
using Gateway.Callbacks;
using Gateway.Calls.Records;
using Gateway.Configuration;
using Gateway.Storage.Records;
using Gateway.Web.Ports;

namespace Gateway.NocPorts;

/// <summary>The callback list for pages and API.</summary>
internal sealed class CallbackPort(CallbackWork work, IRecordStore records, Func<CallbackOptions> options, TimeProvider time) : ICallbackDesk
{
    public ValueTask<CallbackChange> ClaimAsync(CallId call, string by, CancellationToken cancellation) =>
        ValueTask.FromResult(Change(work.Claim(call, by)));

    public ValueTask<CallbackChange> ReleaseAsync(CallId call, string by, CancellationToken cancellation) =>
        ValueTask.FromResult(Change(work.Release(call, by)));

    public ValueTask<CallbackChange> AttemptedAsync(CallId call, string result, bool settled, string by, CancellationToken cancellation) =>
        ValueTask.FromResult(Change(work.Attempted(call, by, result, settled)));

    public ValueTask<CallbackStatistics> FiguresAsync(DateTimeOffset from, DateTimeOffset to, string? centre, CancellationToken cancellation) =>
        ValueTask.FromResult(records.CallbackStatistics(from, to, time.GetUtcNow(), centre, options().Levels));

    private static CallbackChange Change(CallbackAct act) => act switch
    {
        CallbackAct.Done => CallbackChange.Done,
        CallbackAct.Taken => CallbackChange.Taken,
        _ => CallbackChange.Gone,
    };
}
