using Gateway.Fuzz;
using SharpFuzz;

// Gateway.Fuzz TARGET: under afl-fuzz, with the assemblies instrumented (run.sh). Gateway.Fuzz TARGET FILE…: runs the files once.
if (args is not [var name, .. var files])
{
    Console.Error.WriteLine("usage: Gateway.Fuzz TARGET [FILE…]");
    return 2;
}

foreach (var file in files)
{
    FuzzTargets.All[name](File.ReadAllBytes(file));
}

if (files.Length == 0)
{
    // Instrumented code must not run before the fuzzer's map is there: FuzzTargets is first touched inside.
    Fuzzer.OutOfProcess.Run(stream =>
    {
        using var whole = new MemoryStream();
        stream.CopyTo(whole);
        FuzzTargets.All[name](whole.ToArray());
    });
}

return 0;
