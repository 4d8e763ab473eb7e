namespace Gateway.Calls.Journal;

/// <summary>
/// What happened. The schema is the wire name and version of <see cref="JournalVocabulary"/>, not the CLR name: a field may be added as
/// optional at the end; any other change is a new record with the next version, beside the old one, and the old one stays readable for
/// ever. Queue events are queue_log's verbs; other names follow NENA-STA-010 log events where there is one.
/// </summary>
public abstract record JournalPayload
{
    private protected JournalPayload()
    {
    }
}
