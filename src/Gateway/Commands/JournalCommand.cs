using System.CommandLine;
using Gateway.Storage.Journal;
using Microsoft.Data.Sqlite;

namespace Gateway.Commands;

/// <summary><c>journal verify</c>: is the evidence whole? Reads only; the service may run meanwhile.</summary>
internal static class JournalCommand
{
    private const int Broken = 1;
    private const int Unreadable = 2;

    public static Command Create()
    {
        var config = ConfigOption.Create();
        var data = new Option<string?>("--data") { Description = "Data folder with journal.db, instead of the configuration's." };
        var verify = new Command(
            "verify", "Checks the journal's hash chain from its first event, and its end against the anchor. Exit 0 whole, 1 broken, 2 not readable.")
        {
            config, data,
        };
        verify.SetAction(parsed =>
        {
            var folder = parsed.GetValue(data) ?? ConfigOption.Read(parsed.GetValue(config)!)?.Storage.Directory;
            return folder is null ? ConfigOption.Invalid : Verify(folder);
        });
        return new Command("journal", "Works on the journal of a data folder.") { verify };
    }

    private static int Verify(string folder)
    {
        var path = Path.Combine(folder, "journal.db");
        try
        {
            var verdict = JournalFile.Verify(path, Path.Combine(folder, "journal.anchor"));
            var erased = verdict.Erased == 0 ? "" : $" ({verdict.Erased} erased)";
            if (verdict.Fault is { } fault)
            {
                System.Console.Error.WriteLine($"{path}: {fault}; {verdict.Events} events before it are good. Keep this file, and restore a copy.");
                return Broken;
            }

            var anchor = verdict.Anchored is { } number ? $"anchored at {number}" : "without an anchor: a cut tail would not show";
            System.Console.WriteLine(
                $"{path}: {verdict.Events} events{erased}, head {Convert.ToHexStringLower(verdict.Head.Hash.Span)}, {anchor}, whole");
            return 0;
        }
        catch (SqliteException fault)
        {
            System.Console.Error.WriteLine($"{path} cannot be read as a journal: {fault.Message}");
            return Unreadable;
        }
    }
}
