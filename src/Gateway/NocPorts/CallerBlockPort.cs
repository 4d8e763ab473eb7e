using Gateway.Acd;
using Gateway.Calls.Records;
using Gateway.Screening;
using Gateway.Storage.Records;
using Gateway.Web.Ports;

namespace Gateway.NocPorts;

/// <summary>Blocks from the API, for calls that have a record.</summary>
internal sealed class CallerBlockPort(IRecordStore records, CallLabelling labelling, Func<DateTimeOffset> now) : ICallerBlocks
{
    public ValueTask<BlockChange> ProposeAsync(CallId call, TimeSpan length, string why, string by, CancellationToken cancellation) =>
        On(call, record => record switch
        {
            { Callable: false, DeviceId: null } => BlockChange.NoIdentity,
            _ => Do(() => labelling.ProposeBlock(call, length, by, why)),
        });

    public ValueTask<BlockChange> ApproveAsync(CallId call, string by, CancellationToken cancellation) =>
        On(call, record => record.Block switch
        {
            { ApprovedBy: null, LiftedBy: null } block when block.Until > now() =>
                block.ProposedBy == by ? BlockChange.SamePerson : Do(() => labelling.ApproveBlock(call, block.Until, by)),
            _ => BlockChange.NoBlock,
        });

    public ValueTask<BlockChange> LiftAsync(CallId call, string why, string by, CancellationToken cancellation) =>
        ValueTask.FromResult(records.Find(call) switch
        {
            null => BlockChange.UnknownCall,
            { Block: { LiftedBy: null } block } when block.Until > now() => Do(() => labelling.LiftBlock(call, by, why)),
            _ => BlockChange.NoBlock,
        });

    private ValueTask<BlockChange> On(CallId call, Func<CallRecord, BlockChange> change) =>
        ValueTask.FromResult(records.Find(call) is not { } record ? BlockChange.UnknownCall
            : !labelling.AllowsBlocks(record.Centre) ? BlockChange.SwitchedOff
            : change(record));

    private static BlockChange Do(Action act)
    {
        act();
        return BlockChange.Done;
    }
}
