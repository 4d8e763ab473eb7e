using System.Diagnostics;
using Gateway.Simulation;

// SEED [calm]: runs one world and tells its figures; the last word of the output is the journal's hash.
var seed = int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture);
var started = Stopwatch.StartNew();
using var world = new SimulatedWorld(new WorldOptions(seed, Calm: args.Contains("calm")));
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
