using System.Diagnostics;
using System.Globalization;

namespace Gateway.Benchmarks.Relay;

/// <summary>CPU per relayed packet: the media engine, rtpengine and a C relay, under the same generator one after the other.</summary>
internal static class RelayBenchmark
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(Plan plan, Table table)
    {
        var folder = Directory.CreateTempSubdirectory("relay-").FullName;
        try
        {
            var floor = Compiler.Compile("Relay/relay.c", folder);
            foreach (var calls in plan.RelayCalls)
            {
                await CompareAsync(calls, plan, table, floor, folder);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task CompareAsync(int calls, Plan plan, Table table, string? floor, string folder)
    {
        Task<Cost> MeasureAsync(string name, Func<Generator, Task<IRelay>> start) => Task.Run(() => OneAsync(name, calls, plan, start));
        string Folder(string name) => Directory.CreateDirectory(Path.Combine(folder, $"{name}-{calls}")).FullName;

        var c = floor is null
            ? null
            : await MeasureAsync("C", g => RelayProcess.StartAsync(floor, $"{calls}", $"{g.CallerRtp}", $"{g.AgentRtp}"));
        var off = await MeasureAsync("media engine", g => EngineAsync(calls, g, null));
        var peer = await MeasureAsync("rtpengine", g => RtpEngine.StartAsync(calls, g, null));
        var on = await MeasureAsync("media engine, recording", g => EngineAsync(calls, g, Folder("wav")));
        var peerOn = await MeasureAsync("rtpengine, recording", g => RtpEngine.StartAsync(calls, g, Folder("pcap")));
        table.Add("relay", $"{calls} bridged calls", $"{off}", $"rtpengine {peer}", off.Over(peer));
        table.Add("relay", $"{calls} bridged calls, recorded", $"{on}, WAV", $"rtpengine {peerOn}, packets to pcap", on.Over(peerOn));
        if (c is not null)
        {
            table.Add("relay", $"{calls} bridged calls", $"{off}", $"C, same 1 ms tick, {c}", off.Over(c));
            table.Add("relay", $"{calls} bridged calls, recorded", $"{on}, WAV", $"C, not recording, {c}", on.Over(c));
        }

        if (off.Lost + on.Lost > 0)
        {
            table.Fail("relay", $"{off.Lost + on.Lost} packets lost by the media engine");
        }
    }

    private static Task<IRelay> EngineAsync(int calls, Generator g, string? folder)
    {
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "Benchmarks.dll"), "engine", $"{calls}", $"{g.CallerRtp}", $"{g.CallerRtcp}", $"{g.AgentRtp}", $"{g.AgentRtcp}",
        ];
        return RelayProcess.StartAsync("dotnet", folder is null ? arguments : [.. arguments, folder]);
    }

    private static async Task<Cost> OneAsync(string name, int calls, Plan plan, Func<Generator, Task<IRelay>> start)
    {
        using var generator = new Generator();
        await using var relay = await start(generator);
        TimeSpan before = default, after = default;
        var load = generator.Run(
            relay.Calls,
            WarmUp,
            TimeSpan.FromSeconds(plan.RelaySeconds),
            () => before = ProcessCpu.Of(relay.ProcessId),
            () => after = ProcessCpu.Of(relay.ProcessId));
        var cost = new Cost((after - before).TotalMicroseconds / load.Measured, load.Lost);
        Table.Note($"{calls} calls, {name}: {cost}; {load.Sent} packets, {load.Lost} lost");
        return cost;
    }

    private sealed record Cost(double Microseconds, long Lost)
    {
        public string Over(Cost other) => string.Create(CultureInfo.InvariantCulture, $"{Microseconds / other.Microseconds:0.00}");

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"{Microseconds:0.0} µs per packet{(Lost > 0 ? $" ({Lost} lost)" : "")}");
    }
}
