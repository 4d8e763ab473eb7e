using System.CommandLine;
using Gateway.Commands;
using Gateway.Commands.Demo;

var root = new RootCommand("112 gateway: terminates emergency calls from SIP trunks, locates, queues, records and bridges them to agents.")
{
    RunCommand.Create(),
    CheckCommand.Create(),
    HealthCommand.Create(),
    JournalCommand.Create(),
    RecordingCommand.Create(),
    DemoCommand.Create(),
    SimulateCommand.Create(),
};

// No verb: the service, as a container starts it.
string[] verbs = args is [] || args[0].StartsWith("--config", StringComparison.Ordinal) ? ["run", .. args] : args;

// Each verb ends in its own time: the service drains before it goes.
return await root.Parse(verbs).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
