using System.Diagnostics;
using System.Globalization;
using Gateway.Simulation;

// SEED [WORLD]: runs one world and tells its figures; the last word of the output is the journal's hash.
if (args.Length is 0 or > 2
    || !int.TryParse(args[0], CultureInfo.InvariantCulture, out var seed)
    || WorldOptions.Parse(seed, args.ElementAtOrDefault(1) ?? "plain") is not { } options)
{
    Console.Error.WriteLine("SEED [plain|calm|kill|kills|shutdown|disk|storm|dying|defects|ports]");
    return 2;
}

var started = Stopwatch.StartNew();
using var world = new SimulatedWorld(options);
try
{
    world.Run();
}
catch (BrokenInvariantException broken)
{
    Console.WriteLine(broken.Message);
    return 1;
}

Console.WriteLine(WorldReport.Of(world, started.Elapsed));
return 0;
