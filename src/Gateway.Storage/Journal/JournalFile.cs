using Gateway.Calls.Journal;
using Microsoft.Data.Sqlite;

namespace Gateway.Storage.Journal;

/// <summary>What a check of a journal's file found.</summary>
/// <param name="Events">Events that are good, from the first on.</param>
/// <param name="Erased">Of them: erased by law, which leaves the chain valid.</param>
/// <param name="Head">The last good link.</param>
/// <param name="Anchored">Number of the head that was noted outside the file, or null.</param>
/// <param name="Fault">The first thing that is wrong, with its number; null: whole.</param>
public sealed record JournalVerdict(long Events, long Erased, JournalHead Head, long? Anchored, string? Fault);

/// <summary>A journal's file as an auditor sees it: only read, also while a gateway writes to it.</summary>
public static class JournalFile
{
    private const int PageSize = 1000;

    /// <summary>Checks every number, content hash and link from the beginning, and the end against the anchor beside it.</summary>
    /// <param name="path">journal.db.</param>
    /// <param name="anchorPath">See <see cref="JournalAnchor"/>; need not be there: then a cut tail cannot show.</param>
    /// <exception cref="SqliteException">The file is not there, or is no journal.</exception>
    public static JournalVerdict Verify(string path, string anchorPath)
    {
        var anchor = JournalAnchor.Read(anchorPath);
        var read = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false };
        using var connection = new SqliteConnection(read.ToString());
        connection.Open();
        JournalHead? head = null;
        var (events, erased) = (0L, 0L);
        while (JournalTable.Read(connection, head?.Number ?? 0, PageSize) is { Count: > 0 } page)
        {
            head ??= JournalHead.Empty(page[0].Node);
            foreach (var next in page)
            {
                if ((JournalChain.Check(head, next) ?? AgainstAnchor(next, anchor)) is { } fault)
                {
                    return new JournalVerdict(events, erased, head, anchor?.Number, fault);
                }

                head = JournalHead.Of(next);
                events++;
                erased += next.IsErased ? 1 : 0;
            }
        }

        head ??= JournalHead.Empty(anchor?.Node ?? "");
        return new JournalVerdict(events, erased, head, anchor?.Number, AtTheEnd(head, anchor));
    }

    private static string? AgainstAnchor(JournalEvent next, JournalHead? anchor) =>
        anchor is not null && anchor.Number == next.Number && !anchor.Hash.Span.SequenceEqual(next.Hash.Span)
            ? $"event {next.Number} is not the one that was anchored"
            : null;

    private static string? AtTheEnd(JournalHead head, JournalHead? anchor) =>
        anchor is null ? null
        : anchor.Node != head.Node ? $"the anchor is of node {anchor.Node}, the journal of node {head.Node}"
        : anchor.Number > head.Number ? $"the tail is missing: event {anchor.Number} was anchored, the last one here is {head.Number}"
        : null;
}
