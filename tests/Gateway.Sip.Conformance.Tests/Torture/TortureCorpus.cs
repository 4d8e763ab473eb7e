namespace Gateway.Sip.Conformance.Tests.Torture;

/// <summary>The 49 messages of RFC 4475 as files beside the repository: ../shared/corpora/rfc4475.</summary>
internal static class TortureCorpus
{
    private static readonly string? Folder = Find();

    public static bool IsThere => Folder is not null;

    public static IEnumerable<string> Names =>
        Directory.GetFiles(Folder!, "*.dat").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    /// <summary>The file's bytes; skips the test where the corpus is not there.</summary>
    public static byte[] Bytes(string name)
    {
        SkipIfAbsent();
        return File.ReadAllBytes(Path.Combine(Folder!, name + ".dat"));
    }

    public static void SkipIfAbsent() => Assert.SkipUnless(IsThere, "../shared/corpora/rfc4475 is not there: RFC 4475 not checked");

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Gateway.sln")))
            {
                var corpus = Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "corpora", "rfc4475"));
                return Directory.Exists(corpus) ? corpus : null;
            }
        }

        return null;
    }
}
