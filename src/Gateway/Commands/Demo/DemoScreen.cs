using System.Globalization;
using Spectre.Console;

namespace Gateway.Commands.Demo;

/// <summary>
/// Lines with time and call beside the text, so that long ones wrap under themselves. Plain text when it is no terminal. Thread-safe.
/// </summary>
internal sealed class DemoScreen(IAnsiConsole console)
{
    private const int WidthOfFile = 160;
    private static readonly string[] Colours = ["aqua", "fuchsia", "lime", "orange1", "dodgerblue1", "violet", "red1"];

    private readonly Lock _lock = new();

    /// <summary>Columns of the terminal.</summary>
    public int Width => console.Profile.Width;

    public static DemoScreen Create()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings());
        if (System.Console.IsOutputRedirected)
        {
            console.Profile.Width = WidthOfFile;
        }

        return new DemoScreen(console);
    }

    public static string Call(int number) => $"[{Colours[(number - 1) % Colours.Length]}]#{number}[/]";

    public void Line(TimeSpan at, int? call, string markup)
    {
        var grid = new Grid { Expand = false }
            .AddColumn(new GridColumn { Width = 6, NoWrap = true, Alignment = Justify.Right, Padding = new Padding(0, 0, 1, 0) })
            .AddColumn(new GridColumn { Width = 2, NoWrap = true, Padding = new Padding(0, 0, 1, 0) })
            .AddColumn(new GridColumn { Padding = new Padding(0) });
        grid.AddRow(
            new Markup(string.Create(CultureInfo.InvariantCulture, $"[grey]{at.TotalSeconds:0.0} s[/]")),
            new Markup(call is { } number ? Call(number) : ""),
            new Markup(markup));
        lock (_lock)
        {
            console.Write(grid);
        }
    }

    public void Write(string markup)
    {
        lock (_lock)
        {
            console.MarkupLine(markup);
        }
    }

    public void Write(Table table)
    {
        lock (_lock)
        {
            console.Write(table);
        }
    }
}
