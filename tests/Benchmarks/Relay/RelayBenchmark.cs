using System.Diagnostics;
using System.Globalization;
using Gateway.Media.Srtp;

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
        Task<Cost> MeasureAsync(string name, Func<Generator, Task<IRelay>> start, Secured? secured = null) =>
            Task.Run(() => OneAsync(name, calls, plan, start, secured ?? Secured.No));
        string Folder(string name) => Directory.CreateDirectory(Path.Combine(folder, $"{name}-{calls}")).FullName;

        var c = floor is null
            ? null
            : await MeasureAsync("C", g => RelayProcess.StartAsync(floor, $"{calls}", $"{g.CallerRtp}", $"{g.AgentRtp}"));
        var off = await MeasureAsync("media engine", g => EngineAsync(calls, g, null));
        var lost = await SecuredAsync(calls, table, off, MeasureAsync);
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

        lost += off.Lost + on.Lost;
        if (lost > 0)
        {
            table.Fail("relay", $"{lost} packets lost by the media engine");
        }
    }

    /// <summary>SRTP on one side and on both, beside the same engine without.</summary>
    private static async Task<long> SecuredAsync(
        int calls, Table table, Cost off, Func<string, Func<Generator, Task<IRelay>>, Secured?, Task<Cost>> measureAsync)
    {
        var lost = 0L;
        foreach (var suite in new[] { SrtpSuite.AesCm128HmacSha1Tag80, SrtpSuite.AeadAes128Gcm })
        {
            foreach (var (sides, secured) in new[] { ("one side", new Secured(null, suite)), ("both sides", new Secured(suite, suite)) })
            {
                var cost = await measureAsync($"media engine, {suite.Name()} on {sides}", g => EngineAsync(calls, g, null, secured), secured);
                table.Add("relay", $"{calls} bridged calls, {suite.Name()} on {sides}", $"{cost}", $"RTP on both, {off}", cost.Over(off));
                lost += cost.Lost;
            }
        }

        return lost;
    }

    private static Task<IRelay> EngineAsync(int calls, Generator g, string? folder, Secured? secured = null)
    {
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "Benchmarks.dll"), "engine", $"{calls}", $"{g.CallerRtp}", $"{g.CallerRtcp}", $"{g.AgentRtp}", $"{g.AgentRtcp}",
            $"{secured ?? Secured.No}",
        ];
        return RelayProcess.StartAsync("dotnet", folder is null ? arguments : [.. arguments, folder]);
    }

    private static async Task<Cost> OneAsync(string name, int calls, Plan plan, Func<Generator, Task<IRelay>> start, Secured secured)
    {
        using var generator = new Generator(secured);
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
