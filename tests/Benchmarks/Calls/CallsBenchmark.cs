using System.Globalization;
using Gateway.TestKit;

namespace Gateway.Benchmarks.Calls;

/// <summary>
/// SIPp as trunk, SIPp as all agents, 1 s hold: CPU per 1000 calls at a steady rate, and the highest rate without a failed call and without a
/// retransmission; the gateway, then Kamailio.
/// </summary>
internal static class CallsBenchmark
{
    /// <summary>Busy agents per call and second: the hold and some more.</summary>
    private const int AgentsPerCallPerSecond = 3;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(3);

    public static async Task RunAsync(Plan plan, Table table)
    {
        using var sink = new MediaSink();
        var ours = await SteadyAsync(plan, sink, () => GatewaySystem.StartAsync(plan.BaseRate * AgentsPerCallPerSecond, sink));
        var peer = await SteadyAsync(plan, sink, () => KamailioSystem.StartAsync(sink));
        table.Add(
            "calls",
            $"{plan.BaseRate}/s: CPU s per 1000 calls",
            Text($"{ours.CpuPerThousand:0.00}"),
            Text($"Kamailio, stateful forward, {peer.CpuPerThousand:0.00}"),
            Text($"{ours.CpuPerThousand / peer.CpuPerThousand:0.0}"));
        table.Add("calls", $"{plan.BaseRate}/s: INVITE to 200, p50 / p99 ms", ours.Times, $"Kamailio {peer.Times}, the agent's 200", "");
        table.Add("calls", "idle, agents registered: share of a core", Text($"{ours.IdleShare:P1}"), Text($"Kamailio {peer.IdleShare:P1}"), "");
        if (!ours.IsClean)
        {
            table.Fail("calls", $"at {plan.BaseRate}/s: {ours}");
        }

        var most = await StepsAsync(plan.Steps, plan, sink, () => GatewaySystem.StartAsync(plan.Agents, sink));
        var peerMost = await StepsAsync(plan.PeerSteps, plan, sink, () => KamailioSystem.StartAsync(sink));

        // No ratio: SIPp on the same cores may be what gives way first.
        table.Add(
            "calls", $"highest rate without a failed call or retransmission, {plan.StepSeconds} s", most.ToString(), $"Kamailio {peerMost}", "");
    }

    private static async Task<Round> SteadyAsync(Plan plan, MediaSink sink, Func<Task<ISystem>> start)
    {
        await using var system = await start();

        // Code is compiled and pools are filled before what counts.
        await RoundAsync(system, sink, 2 * plan.BaseRate, plan.WarmSeconds);
        var cpu = ProcessCpu.Of(system.ProcessId);
        await Task.Delay(Idle);
        var idle = (ProcessCpu.Of(system.ProcessId) - cpu) / Idle;
        return await RoundAsync(system, sink, plan.BaseRate, plan.BaseSeconds) with { IdleShare = idle };
    }

    private static async Task<Clean> StepsAsync(IReadOnlyList<int> rates, Plan plan, MediaSink sink, Func<Task<ISystem>> start)
    {
        await using var system = await start();
        await RoundAsync(system, sink, rates[0], 3);
        var best = new Clean(0, 0, false);
        foreach (var rate in rates)
        {
            var round = await RoundAsync(system, sink, rate, plan.StepSeconds);
            if (!round.IsClean)
            {
                // Once more: another program on the machine may have had the moment.
                round = await RoundAsync(system, sink, rate, plan.StepSeconds);
            }

            if (!round.IsClean)
            {
                return best with { Ended = true };
            }

            best = new Clean(rate, round.CpuPerThousand, false);
        }

        return best;
    }

    private static async Task<Round> RoundAsync(ISystem system, MediaSink sink, int rate, int seconds)
    {
        await system.SettleAsync();
        var before = await system.CountsAsync();
        var cpu = ProcessCpu.Of(system.ProcessId);
        var result = await SippLoad.CallAsync(system.Trunk, Sipp.FreePort(), sink, rate, seconds);
        await system.SettleAsync();
        var used = ProcessCpu.Of(system.ProcessId) - cpu;
        var after = await system.CountsAsync();
        var round = new Round(
            result,
            used.TotalSeconds * 1000 / result.Calls,
            system is GatewaySystem ? result.Calls - (after.Answered - before.Answered) : 0,
            after.Retransmissions - before.Retransmissions);
        Table.Note($"{system.Name} {rate}/s for {seconds} s: {round}");
        return round;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Round(SippResult Callers, double CpuPerThousand, long Unanswered, long Retransmissions)
    {
        /// <summary>Of one core, with agents registered and no call.</summary>
        public double IdleShare { get; init; }

        public bool IsClean => Callers.IsClean && Unanswered == 0 && Retransmissions == 0;

        public string Times => Text($"{Callers.P50:0.0} / {Callers.P99:0.0}");

        public override string ToString() => Text(
            $"{CpuPerThousand:0.00} CPU s per 1000, {Callers.Failed} failed, {Unanswered} without agent, {Callers.Retransmissions + Retransmissions} sent again, {Times} ms");
    }

    private sealed record Clean(int Rate, double CpuPerThousand, bool Ended)
    {
        public override string ToString() => Rate == 0 ? "none" : Text($"{Rate}/s{(Ended ? "" : " or more")} ({CpuPerThousand:0.00} CPU s per 1000)");
    }
}
