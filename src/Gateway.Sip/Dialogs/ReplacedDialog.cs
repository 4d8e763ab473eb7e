using Gateway.Sip.Headers;

namespace Gateway.Sip.Dialogs;

/// <summary>What a Replaces header, or one in a Refer-To, means here (RFC 3891 §3).</summary>
/// <param name="Usage">The dialog's; null: none of ours.</param>
public sealed record ReplacedDialog(ReplacesHeader Header, UsageId? Usage, ReplacedStage Stage);

public enum ReplacedStage
{
    /// <summary>None of ours: 481.</summary>
    Unknown,

    /// <summary>Our INVITE, not answered yet: the one kind of early dialog that may be replaced.</summary>
    Early,

    /// <summary>A peer's INVITE that we have not answered: 481 to an INVITE.</summary>
    EarlyOfPeer,

    Confirmed,

    /// <summary>Our BYE is out: 603.</summary>
    Ending,
}
