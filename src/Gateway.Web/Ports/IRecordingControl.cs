using Gateway.Acd;

namespace Gateway.Web.Ports;

/// <summary>What people do with recordings beside hearing them. Thread-safe, does not block.</summary>
public interface IRecordingControl
{
    /// <summary>The recording of a conversation is silent from now on, until resumed, for as long as the call's centre allows at most.</summary>
    /// <param name="why">1 to 200 characters.</param>
    /// <param name="by">Who, for the journal.</param>
    RecordingChange Pause(CallId call, string why, string by);

    /// <summary>The recording goes on.</summary>
    RecordingChange Resume(CallId call, string by);

    /// <summary>Nothing erases the recordings of the call, in progress or ended, until the hold is lifted.</summary>
    /// <param name="why">1 to 200 characters.</param>
    RecordingChange Hold(CallId call, string why, string by);

    /// <summary>The centre's retention holds again.</summary>
    RecordingChange LiftHold(CallId call, string why, string by);
}

/// <summary>What became of it.</summary>
public enum RecordingChange
{
    /// <summary>The call has been told; the call shows it.</summary>
    Done,

    /// <summary>No such call talks with an agent and is recorded.</summary>
    NoConversation,

    /// <summary>The call's centre does not allow it.</summary>
    NotAllowed,

    /// <summary>Nobody has heard of the call.</summary>
    UnknownCall,

    /// <summary>It is so already.</summary>
    NothingToChange,
}
