namespace Gateway.Configuration.Json;

/// <summary>The known name that somebody probably meant.</summary>
internal static class Nearest
{
    /// <summary>"Did you mean …" with a name at most two or a third of its letters away; otherwise the known names.</summary>
    public static string Suggest(string unknown, IReadOnlyCollection<string> known)
    {
        var best = known
            .Select(name => (Name: name, Distance: Distance(unknown.ToLowerInvariant(), name.ToLowerInvariant())))
            .OrderBy(c => c.Distance).ThenBy(c => c.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        if (best.Name is not null && best.Distance <= Math.Max(2, best.Name.Length / 3))
        {
            return $"Did you mean \"{best.Name}\"?";
        }

        return known.Count == 0 ? "There is none yet" : $"Known: {string.Join(", ", known.Order(StringComparer.Ordinal).Take(20))}";
    }

    /// <summary>Levenshtein's distance: insertions, deletions and replacements of one letter.</summary>
    private static int Distance(string from, string to)
    {
        var previous = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var current = new int[to.Length + 1];
            current[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = previous[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
            }

            previous = current;
        }

        return previous[to.Length];
    }
}
