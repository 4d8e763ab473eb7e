using System.Globalization;

namespace Gateway.Benchmarks.Distribution;

/// <summary>
/// What an event costs the distributor while callers wait, how that grows, and how long an agent who becomes ready waits for the INVITE.
/// Wall
/// clock, since it is a latency: on a shared machine the tails are the machine's.
/// </summary>
internal static class DistributionBenchmark
{
    private static readonly int[] Waiting = [10, 100, 1_000, 10_000];

    public static void Run(Plan plan, Table table)
    {
        new EngineRun(100, skilled: true).Rounds(plan.AcdRounds);
        foreach (var skilled in new[] { false, true })
        {
            var first = 0.0;
            foreach (var waiting in Waiting)
            {
                var run = new EngineRun(waiting, skilled);
                run.Rounds(plan.AcdRounds);
                run.Reset();
                run.Rounds(plan.AcdRounds);
                var cost = run.Event(0.5);
                first = first == 0 ? cost : first;
                var late = run.Event(0.99);
                var watchdog = Enumerable.Range(0, 5).Min(_ => run.Watchdog());
                table.Add(
                    "acd",
                    Text($"{waiting:N0} waiting, {EngineRun.Agents} agents{(skilled ? ", languages" : "")}: an event"),
                    Text($"p50 {cost:0.0} µs, {cost / first:0.0} times that with {Waiting[0]}, p99 {late:0.0} µs; agent ready to offer p50 {run.Match(0.5):0.0} µs, p99 {run.Match(0.99):0.0} µs; watchdog, once in 2 s, {watchdog / 1000:0.00} ms"),
                    "",
                    "");
            }
        }

        using var host = new HostRun();
        host.Round();
        var samples = Enumerable.Range(0, plan.AcdHostRounds).SelectMany(_ => host.Round()).Order().ToList();
        double At(double share) => samples[(int)Math.Min(samples.Count - 1, share * samples.Count)] / 1000;
        table.Add(
            "acd",
            Text($"{HostRun.Callers:N0} waiting, {EngineRun.Agents} agents, on the gateway's loops: agent ready to INVITE at the SIP loop"),
            Text($"p50 {At(0.5):0.00} ms, p99 {At(0.99):0.00} ms, most {samples[^1] / 1000:0.0} ms of {samples.Count:N0}"),
            "",
            "");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
