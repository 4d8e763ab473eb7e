namespace Gateway.Benchmarks;

/// <summary>The one table that is printed at the end; each line also at once, as progress.</summary>
internal sealed class Table
{
    private static readonly string[] Heads = ["", "what", "gateway", "peer in the same run", "gateway ÷ peer"];

    private readonly List<string[]> _lines = [];

    /// <summary>A failed or unclean part makes the exit code 1.</summary>
    public bool Failed { get; private set; }

    public void Add(params string[] cells)
    {
        _lines.Add(cells);
        Note(string.Join("  ", cells.Where(c => c.Length > 0)));
    }

    public void Fail(string part, string why)
    {
        Failed = true;
        Add(part, $"FAILED: {why}", "", "", "");
    }

    public static void Note(string text) => Console.Error.WriteLine($"   {text}");

    public void Print()
    {
        Line(Heads);
        Line(["---", "---", "---", "---", "---"]);
        foreach (var line in _lines)
        {
            Line(line);
        }
    }

    private static void Line(string[] cells) => Console.WriteLine($"| {string.Join(" | ", cells)} |");
}
