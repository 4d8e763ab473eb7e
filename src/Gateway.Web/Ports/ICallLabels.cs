using Gateway.Acd;
using Gateway.Calls.Screening;

namespace Gateway.Web.Ports;

/// <summary>What calls were, in the words of agents and supervisors. Thread-safe; the record shows a change within a second.</summary>
public interface ICallLabels
{
    /// <summary>Labels a call, in progress or ended; a later label takes the place of an earlier one.</summary>
    /// <param name="by">Who, for the journal.</param>
    ValueTask<LabelChange> SetAsync(CallId call, CallLabel label, string by, CancellationToken cancellation);

    /// <summary>Takes the call's label back, so that it is evidence no longer.</summary>
    /// <param name="why">1 to 200 characters.</param>
    ValueTask<LabelChange> ReverseAsync(CallId call, string why, string by, CancellationToken cancellation);
}

/// <summary>What became of it.</summary>
public enum LabelChange
{
    Done,
    UnknownCall,

    /// <summary>There is no label to take back.</summary>
    NoLabel,
}
