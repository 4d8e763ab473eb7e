using Gateway.Acd;
using Gateway.Calls;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;
using Gateway.Simulator;
using Gateway.TestKit;

namespace Gateway.Functional.Tests;

/// <summary>
/// kill -9 at random instants under load, again and again on one folder: nothing contradicts the journal afterwards, and who had been answered
/// is kept. GATEWAY_TESTS=full: 200 instants, else 5. A printed seed repeats the instants, not the histories.
/// </summary>
[Collection(Alone.Name)]
public sealed class KillTests(ITestOutputHelper output)
{
    private const int AtOnce = 12;
    private static readonly int Instants = Environment.GetEnvironmentVariable("GATEWAY_TESTS") == "full" ? 200 : 5;

    [Fact]
    public async Task Pain15_killed_at_random_instants_under_load_nothing_contradicts_the_journal()
    {
        var seed = Environment.GetEnvironmentVariable("GATEWAY_SEED") is { } given ? int.Parse(given, System.Globalization.CultureInfo.InvariantCulture) : 4711;
#pragma warning disable CA5394 // Repeatable on purpose.
        var random = new Random(seed);
        var agents = Phones.Agents(4);
        await using var gateway = await TestGateway.StartAsync(new TestSetup { Agents = agents, FixedPorts = true, MisAnswer = "0s" });
        using var farEnd = new FarEnd();
        foreach (var agent in agents)
        {
            await farEnd.PhoneAsync(gateway, agent, talkFor: TimeSpan.FromSeconds(2));
        }

        var callers = new List<(string Number, FarEnd.Caller Caller)>();
        var down = new List<double>();
        for (var instant = 0; instant < Instants; instant++)
        {
            var alive = TimeSpan.FromSeconds(0.2 + (2.8 * random.NextDouble()));
            await CallAsync(farEnd, gateway, callers, random, alive);
            var killedAt = TimeProvider.System.GetUtcNow();
            await gateway.KillAsync();
            await gateway.RestartAsync();
            down.Add((TimeProvider.System.GetUtcNow() - killedAt).TotalSeconds);
        }

        await Until.TrueAsync("everybody served", () => callers.TrueForAll(c => c.Caller.Result.IsCompleted), TimeSpan.FromSeconds(120));
        await gateway.WaitForAsync("/api/v1/calls", c => c["inProgress"]!.AsArray().Count == 0, TimeSpan.FromSeconds(60));
        Assert.Equal(0, await gateway.MetricAsync("gateway_calls_unaccounted"));
        Assert.DoesNotContain("defect", (await gateway.GetAsync("/api/v1/alarms")).ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(0, await gateway.StopAsync(TimeSpan.FromSeconds(20)));

        using var evidence = new Evidence(gateway);
        evidence.JournalIsWhole();
        var entries = evidence.Events().Select(e => e.Read()!).ToList();
        EveryRestartOwnsUpToEveryOpenCall(entries);
        var folded = entries.Where(e => e.Call is not null).GroupBy(e => e.Call!.Value).Select(g => CallRecordFold.Of(g)!).ToList();
        RecordsAreTheFold(evidence, folded);
        var results = callers.Select(c => (c.Number, Result: c.Caller.Result.Result)).ToList();
        WhoHadBeenAnsweredIsKept(entries, folded, results);
        output.WriteLine(
            $"seed {seed}: {Instants} kills, {folded.Count} calls, {folded.Count(r => r.Interruptions > 0)} interrupted, at most {folded.Max(r => r.Interruptions)} times; "
            + string.Join(", ", folded.GroupBy(r => r.Outcome).Select(g => $"{g.Count()} {g.Key}")));
        output.WriteLine($"from kill to listening: median {down.Order().ElementAt(down.Count / 2):0.0} s, longest {down.Max():0.0} s");
    }

    /// <summary>New callers come while the gateway lives, up to a number that agents can serve in the end.</summary>
    private static async Task CallAsync(
        FarEnd farEnd, TestGateway gateway, List<(string Number, FarEnd.Caller Caller)> callers, Random random, TimeSpan alive)
    {
        var end = TimeProvider.System.GetUtcNow() + alive;
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (TimeProvider.System.GetUtcNow() < end)
        {
            if (callers.Count(c => !c.Caller.Result.IsCompleted) < AtOnce)
            {
                var number = $"+62811{callers.Count:000000}";
                TimeSpan? patience = random.Next(4) == 0 ? TimeSpan.FromSeconds(12 * random.NextDouble()) : null;
                callers.Add((number, farEnd.Call(gateway, number, patience)));
            }

            var left = end - TimeProvider.System.GetUtcNow();
            if (left > TimeSpan.FromMilliseconds(100))
            {
                await pace.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            }
            else
            {
                // The kill comes at its instant, not at a tick.
                SpinWait.SpinUntil(() => TimeProvider.System.GetUtcNow() >= end);
            }
        }
    }

    /// <summary>Between a start and its configuration's event every call that was open is interrupted or over.</summary>
    private static void EveryRestartOwnsUpToEveryOpenCall(IReadOnlyList<JournalEntry> entries)
    {
        var open = new Dictionary<CallId, bool>();
        var ended = new HashSet<CallId>();
        foreach (var entry in entries)
        {
            switch (entry)
            {
                case { Payload: NodeStarted started }:
                    Assert.Equal(open.Count, started.OpenCalls);
                    open = open.ToDictionary(o => o.Key, _ => false);
                    break;
                case { Payload: ConfigurationLoaded }:
                    Assert.All(open, call => Assert.True(call.Value, $"call {call.Key} was forgotten at a restart"));
                    break;
                case { Payload: CallReceived, Call: { } call }:
                    Assert.DoesNotContain(call, ended);
                    open.Add(call, true);
                    break;
                case { Payload: CallEnded, Call: { } call }:
                    Assert.True(open.Remove(call) && ended.Add(call), $"call {call} ended twice");
                    break;
                case { Payload: CallInterrupted, Call: { } call }:
                    open[call] = true;
                    break;
            }
        }

        Assert.Empty(open);
    }

    /// <summary>What the records' file has followed through all crashes is what the journal tells.</summary>
    private static void RecordsAreTheFold(Evidence evidence, List<CallRecord> folded)
    {
        var records = evidence.Records().ToDictionary(r => r.Call);
        Assert.Equal(folded.Count, records.Count);
        foreach (var expected in folded)
        {
            var found = records[expected.Call];
            Assert.Equal(expected.Offers, found.Offers);
            Assert.Equal(expected.Recordings, found.Recordings);
            Assert.Equal(
                (expected.Outcome, expected.Cause, expected.EndedAfter, expected.ConnectedAfter, expected.TalkTime, expected.Interruptions, expected.IsClosed),
                (found.Outcome, found.Cause, found.EndedAfter, found.ConnectedAfter, found.TalkTime, found.Interruptions, found.IsClosed));
        }

        Assert.Equal(QueueStatistics.Of(folded).Levels, QueueStatistics.Of(records.Values).Levels);
    }

    /// <summary>
    /// A caller whose 200 was durable is lost only when the caller hung up on a gateway that was down, or when the kill came before the 200 had left:
    /// then the same INVITE comes again and is another call, or the network has told the caller meanwhile that nobody is there.
    /// </summary>
    private static void WhoHadBeenAnsweredIsKept(
        IReadOnlyList<JournalEntry> entries, IReadOnlyList<CallRecord> folded, IReadOnlyList<(string Number, CallerResult Result)> results)
    {
        var invites = entries.Where(e => e.Payload is CallReceived).ToDictionary(e => e.Call!.Value, e => ((CallReceived)e.Payload).SipCallId);
        var answered = entries.Where(e => e.Payload is CallerAnswering).Select(e => e.Call!.Value).ToHashSet();
        foreach (var lost in folded.Where(r => r.Outcome == CallOutcome.SystemLost && answered.Contains(r.Call)))
        {
            var result = results.Single(r => lost.From.Contains(r.Number, StringComparison.Ordinal)).Result;
            var cameAgain = folded.Any(r => r.ReceivedAt > lost.ReceivedAt && invites[r.Call] == invites[lost.Call]);
            Assert.True(
                result.EndedBy != EndedBy.Gateway || !result.WasAnswered || cameAgain,
                $"call {lost.Call} of {lost.From} had its 200 and was lost: {lost.Cause}, {result.StatusCode}, {lost.Interruptions} restarts");
        }

        Assert.Contains(folded, r => r is { Interruptions: > 0, Outcome: CallOutcome.Answered });
    }
}
