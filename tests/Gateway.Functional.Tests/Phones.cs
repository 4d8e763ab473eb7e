using System.Net;
using Gateway.TestKit;

namespace Gateway.Functional.Tests;

/// <summary>Many agents on one SIPp: each registers its own address of record, all of them at one port.</summary>
internal static class Phones
{
    public static IReadOnlyList<TestAgent> Agents(int count) => [.. Enumerable.Range(3001, count).Select(n => new TestAgent($"{n}"))];

    public static async Task RegisterAsync(IPEndPoint registrar, IReadOnlyList<TestAgent> agents, int port)
    {
        var fields = Path.GetTempFileName();
        await File.WriteAllLinesAsync(
            fields,
            ["SEQUENTIAL", .. agents.Select(a => $"{a.Id};[authentication username={a.Id} password={a.Password}];{port}")],
            TestContext.Current.CancellationToken);
        string[] arguments = ["-inf", fields, "-m", $"{agents.Count}", "-r", "20", "-recv_timeout", "5000"];
        await using var run = Sipp.Start("agent-register", registrar, port, arguments);
        var verdict = await run.FinishAsync(TimeSpan.FromSeconds(30));
        File.Delete(fields);
        Assert.Null(verdict);
    }

    /// <summary>Registers the agents, then answers for them with a scenario until it is disposed of.</summary>
    public static async Task<SippRun> AnswerAsync(
        IPEndPoint registrar, IReadOnlyList<TestAgent> agents, string scenario, params string[] arguments)
    {
        var port = Sipp.FreePort();
        await RegisterAsync(registrar, agents, port);
        return Sipp.Start(scenario, registrar, port, arguments);
    }
}
