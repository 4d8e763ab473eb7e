namespace Gateway.Location.Numbers;

/// <summary>By which rule a call is an emergency call.</summary>
public enum DialRule
{
    /// <summary>A service URN.</summary>
    ServiceUrn,

    /// <summary>A line of the trunk's rewrite table.</summary>
    NumberRule,

    /// <summary>An emergency number.</summary>
    EmergencyNumber,

    /// <summary>Whatever it dialled: the trunk carries nothing else.</summary>
    EmergencyTrunk,

    /// <summary>It is no emergency call.</summary>
    None,
}

/// <summary>What was dialled, and what it says about service and place. Immutable.</summary>
/// <param name="Text">The URN or number that decided, as received without separators.</param>
/// <param name="Service">Service URN in lower case, e.g. "urn:service:sos.fire".</param>
/// <param name="Rule">By which rule.</param>
/// <param name="FoundIn">"Request-URI", "To", "History-Info" or "Diversion".</param>
/// <param name="IsTest">A test call: never in front of a person.</param>
/// <param name="AreaCode">Telephone area code, e.g. "0431", or null: a hint.</param>
/// <param name="Centre">Code of the centre that the number belongs to, or null: a hint.</param>
public sealed record DialledNumber(
    string Text, string Service, DialRule Rule, string FoundIn, bool IsTest = false, string? AreaCode = null, string? Centre = null)
{
    public bool IsEmergency => Rule != DialRule.None;
}
