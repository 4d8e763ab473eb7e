using System.Diagnostics;
using System.Globalization;
using Gateway.Simulation;

// SEED [WORLD]: runs one world and tells its figures; the last word of the output is the journal's hash.
// SEED-LAST [WORLD]: runs a world for every seed in between and tells those that broke an invariant.
var range = args.Length is 1 or 2 ? args[0].Split('-').Select(a => int.TryParse(a, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1).ToArray() : [];
var world = args.ElementAtOrDefault(1) ?? "plain";
if (range.Length is 0 or > 2 || range.Contains(-1) || WorldOptions.Parse(range[0], world) is null)
{
    Console.Error.WriteLine("SEED|FIRST-LAST [plain|calm|mixed|race|day|evening|kill|kills|shutdown|disk|storm|ring-all|ring-progressively|ring-storm|dying|defects|ports]");
    return 2;
}

return range.Length == 1 ? One(range[0]) : Many(range[0], range[1]);

int One(int seed)
{
    var started = Stopwatch.StartNew();
    var options = WorldOptions.Parse(seed, world)!;
    using var one = new SimulatedWorld(options);
    try
    {
        one.Run();
    }
    catch (BrokenInvariantException broken)
    {
        Console.WriteLine(broken.Message);
        Console.WriteLine(options);
        foreach (var e in new WorldInvariants(one).Events())
        {
            Console.WriteLine($"{e.At:mm:ss.fff} {e.Call} {e.Name} {e.Read()?.Payload}");
        }

        return 1;
    }

    Console.WriteLine(WorldReport.Of(one, started.Elapsed));
    return 0;
}

int Many(int first, int last)
{
    var (broken, calls, started) = (0, 0, Stopwatch.StartNew());
    for (var seed = first; seed <= last; seed++)
    {
        try
        {
            using var one = new SimulatedWorld(WorldOptions.Parse(seed, world)!);
            one.Run();
            calls += new WorldInvariants(one).Records().Count;
        }
        catch (BrokenInvariantException because)
        {
            broken++;
            Console.WriteLine(because.Message);
        }
    }

    Console.WriteLine(FormattableString.Invariant(
        $"{last - first + 1} seeds of {world}, {calls} calls, {broken} broke an invariant, {started.Elapsed.TotalMinutes:0.0} minutes"));
    return broken == 0 ? 0 : 1;
}
