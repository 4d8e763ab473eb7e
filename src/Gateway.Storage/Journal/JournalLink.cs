using Gateway.Calls.Journal;

namespace Gateway.Storage.Journal;

/// <summary>The next event of a chain, whatever the entry is.</summary>
internal static class JournalLink
{
    /// <summary>
    /// An entry that cannot be written (a number that JSON does not have, say) becomes a gap of one; it must not stop the others.
    /// </summary>
    public static JournalEvent Next(JournalHead head, JournalEntry entry, byte[] salt)
    {
        try
        {
            return JournalChain.Next(head, entry, salt);
        }
#pragma warning disable CA1031 // Whatever is wrong with this entry, the next ones are not.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            var gap = new JournalGap(1, entry.At, entry.At, $"{entry.Payload.GetType().Name} cannot be written: {fault.Message}");
            return JournalChain.Next(head, entry with { Payload = gap }, salt);
        }
    }
}
