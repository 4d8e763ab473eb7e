using Gateway.Acd;

namespace Gateway.Web.Ports;

/// <summary>
/// Blocks of a caller's number or device, where the centre allows them: proposed by one supervisor, in force when a second agrees, for a day at most.
/// A blocked caller is answered and served, behind others. Thread-safe; the record shows a change within a second.
/// </summary>
public interface ICallerBlocks
{
    /// <param name="call">A call of that caller.</param>
    /// <param name="length">Up to 24 h.</param>
    ValueTask<BlockChange> ProposeAsync(CallId call, TimeSpan length, string why, string by, CancellationToken cancellation);

    /// <param name="by">Somebody else than who proposed it.</param>
    ValueTask<BlockChange> ApproveAsync(CallId call, string by, CancellationToken cancellation);

    ValueTask<BlockChange> LiftAsync(CallId call, string why, string by, CancellationToken cancellation);
}

/// <summary>What became of it.</summary>
public enum BlockChange
{
    Done,
    UnknownCall,

    /// <summary>The centre's configuration does not allow blocks.</summary>
    SwitchedOff,

    /// <summary>The call has neither a number that can be called nor a device.</summary>
    NoIdentity,

    /// <summary>Who proposed it cannot approve it.</summary>
    SamePerson,

    /// <summary>Nothing is proposed or in force.</summary>
    NoBlock,
}
