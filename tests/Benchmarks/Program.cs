using Gateway.Benchmarks;
using Gateway.Benchmarks.Calls;
using Gateway.Benchmarks.Distribution;
using Gateway.Benchmarks.Parsing;
using Gateway.Benchmarks.Relay;

// Verbs: parse, acd, relay, calls (any of them; none: all), --quick; `engine` is the relay process that `relay` starts.
if (args is ["engine", .. var rest])
{
    return EngineHost.Run(rest);
}

var plan = args.Contains("--quick") ? Plan.Quick : Plan.Full;
string[] wanted = [.. args.Where(a => !a.StartsWith('-'))];
(string Name, Func<Plan, Table, Task> Run)[] parts =
[
    ("parse", (p, t) => Task.Run(() => ParseBenchmark.Run(p, t))),
    ("acd", (p, t) => Task.Run(() => DistributionBenchmark.Run(p, t))),
    ("relay", RelayBenchmark.RunAsync),
    ("calls", CallsBenchmark.RunAsync),
];
var table = new Table();
foreach (var (name, run) in parts.Where(p => wanted.Length == 0 || wanted.Contains(p.Name)))
{
    Console.Error.WriteLine($"== {name}");
    try
    {
        await run(plan, table);
    }
    catch (Exception e) when (e is not OutOfMemoryException)
    {
        // The other parts are measured all the same.
        table.Fail(name, e.Message.Split('\n')[0]);
        Console.Error.WriteLine(e);
    }
}

table.Print();
return table.Failed ? 1 : 0;
