using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.TestKit;

namespace Gateway.Interop.Tests;

/// <summary>SRTP with real softphones, each side on its own: audio both ways, and no key in anything that is kept.</summary>
public sealed partial class SecureMedia
{
    private const double CallersVoice = 440;
    private const double AgentsVoice = 1000;
    private const double LinphonesVoice = 500;
    private static readonly TimeSpan Talk = TimeSpan.FromSeconds(4);

    [Theory]
    // RTP/SAVP alone from us, an SRTP phone behind it; the caller is plain.
    [InlineData("required", "srtp-mand", null)]
    // RTP/AVP with a=crypto from us, taken up by the phone.
    [InlineData("preferred", "srtp", null)]
    // The same to a phone that knows nothing of it, for a caller who insists on RTP/SAVP.
    [InlineData("preferred", null, "srtp-mand")]
    // SRTP on both sides; the caller's with feedback profile.
    [InlineData("required", "srtp-mand", "srtp-mandf")]
    public async Task Baresip_with_SRTP_on_either_side_hears_and_is_heard(string configured, string? phones, string? callers)
    {
        Assert.SkipUnless(Baresip.IsInstalled, "baresip is not installed (Debian: baresip-core)");
        var agent = new TestAgent("2001") { Srtp = configured };
        await using var gateway = await TestGateway.StartAsync(new TestSetup { Agents = [agent] });
        await using var phone = Baresip.Register(gateway.AgentUdp, agent, AgentsVoice, srtp: phones);
        await gateway.WaitForAsync("/api/v1/agents", all => SippScenarios.State(all, agent.Id) == "waiting");
        await using var caller = Baresip.Dial(gateway.TrunkUdp, "112", CallersVoice, srtp: callers);
        try
        {
            var record = await TalkedAsync(gateway, caller.HangUpAsync);
            Assert.Equal(("answered", agent.Id), (SippScenarios.Text(record, "outcome"), SippScenarios.Text(record, "agent")));
            var wav = Wav.Read(gateway.Recordings().Single());
            Assert.InRange(wav.Heard(wav.Left, CallersVoice).TotalSeconds, Talk.TotalSeconds - 0.5, 60);
            Assert.InRange(wav.Heard(wav.Right, AgentsVoice).TotalSeconds, Talk.TotalSeconds - 0.5, 60);
            Assert.Contains("incoming rtp for 'audio' established", caller.Output, StringComparison.Ordinal);
            Assert.Contains("incoming rtp for 'audio' established", phone.Output, StringComparison.Ordinal);
            Assert.Equal(phones is not null, IsSecured(phone));
            Assert.Equal(callers is not null, IsSecured(caller));

            var keys = InlineKey().Matches(phone.Output + caller.Output).Select(m => m.Groups[1].Value).Distinct().ToList();
            Assert.InRange(keys.Count, 2, 20);
            await AssertNowhereAsync(gateway, keys, record);
        }
        catch (Exception error)
        {
            throw new InvalidOperationException(
                $"{error.Message}\n{error.StackTrace}\n--- gateway\n{gateway.Output}\n--- phone\n{phone.Output}\n--- caller\n{caller.Output}", error);
        }
    }

    [Theory]
    [InlineData("required")]
    [InlineData("preferred")]
    public async Task Linphone_with_SRTP_is_heard_as_phone_and_as_caller(string configured)
    {
        Assert.SkipUnless(Linphone.IsInstalled, "linphone is not installed (Debian: linphone-cli)");
        var agent = new TestAgent("2001") { Srtp = configured };
        await using var gateway = await TestGateway.StartAsync(new TestSetup { Agents = [agent] });
        await using var phone = Linphone.Register(gateway.AgentUdp, agent, AgentsVoice, srtp: true);
        await gateway.WaitForAsync("/api/v1/agents", all => SippScenarios.State(all, agent.Id) == "waiting");
        await using var caller = Linphone.Dial(gateway.TrunkUdp, "112", LinphonesVoice, srtp: true);
        try
        {
            await TalkedAsync(gateway, caller.HangUpAsync);
            var wav = Wav.Read(gateway.Recordings().Single());
            Assert.InRange(wav.Heard(wav.Left, LinphonesVoice).TotalSeconds, Talk.TotalSeconds - 1, 60);
            Assert.InRange(wav.Heard(wav.Right, AgentsVoice).TotalSeconds, Talk.TotalSeconds - 1, 60);
        }
        catch (Exception error)
        {
            throw new InvalidOperationException(
                $"{error.Message}\n{error.StackTrace}\n--- gateway\n{gateway.Output}\n--- phone\n{phone.Output}\n--- caller\n{caller.Output}", error);
        }
    }

    [Fact]
    public async Task A_phone_without_SRTP_whose_agent_must_have_it_is_no_agent_and_the_caller_waits_on()
    {
        Assert.SkipUnless(Baresip.IsInstalled, "baresip is not installed (Debian: baresip-core)");
        var strict = new TestAgent("2001") { Srtp = "required" };
        var second = new TestAgent("2002");
        await using var gateway = await TestGateway.StartAsync(new TestSetup { Agents = [strict, second] });
        await using var phone = Baresip.Register(gateway.AgentUdp, strict, AgentsVoice);
        await gateway.WaitForAsync("/api/v1/agents", all => SippScenarios.State(all, strict.Id) == "waiting");
        await using var caller = Baresip.Dial(gateway.TrunkUdp, "112", CallersVoice);
        await gateway.WaitForAsync("/api/v1/calls", _ => phone.Output.Contains("488 Not Acceptable", StringComparison.Ordinal));
        await using var other = Baresip.Register(gateway.AgentUdp, second, AgentsVoice);
        var calls = await gateway.WaitForAsync(
            "/api/v1/calls", c => c["inProgress"]!.AsArray().Any(x => SippScenarios.Text(x!, "phase") == "talking"));
        Assert.Equal(second.Id, SippScenarios.Text(calls["inProgress"]![0]!, "agent"));
        await caller.HangUpAsync(TimeSpan.FromSeconds(10));
    }

    /// <summary>Lets them talk long enough to be heard, and the caller hang up; the call's record.</summary>
    private static async Task<JsonNode> TalkedAsync(TestGateway gateway, Func<TimeSpan, Task> hangUp)
    {
        await gateway.WaitForAsync(
            "/api/v1/calls", c => c["inProgress"]!.AsArray().Any(x => SippScenarios.Text(x!, "phase") == "talking" && Since(x!) > Talk));
        await hangUp(TimeSpan.FromSeconds(10));
        var calls = await gateway.WaitForAsync("/api/v1/calls", c => c["ended"]!.AsArray().Count == 1);
        return calls["ended"]![0]!;
    }

    /// <summary>baresip says so of each stream that it protects.</summary>
    private static bool IsSecured(Baresip phone) => phone.Output.Contains("SRTP is Enabled", StringComparison.Ordinal);

    /// <summary>Neither log, journal, records, state nor API answers.</summary>
    private static async Task AssertNowhereAsync(TestGateway gateway, IReadOnlyList<string> keys, JsonNode record)
    {
        var kept = new List<(string Where, string Text)> { ("log", gateway.Output), ("record", record.ToJsonString()) };
        foreach (var file in Directory.EnumerateFiles(gateway.Data, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".wav", StringComparison.Ordinal)))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            kept.Add((file, await reader.ReadToEndAsync()));
        }

        // The journal is among them, and has what is kept of our descriptions.
        Assert.Contains(kept, k => k.Text.Contains("inline:-", StringComparison.Ordinal));
        Assert.All(kept, k => Assert.All(keys, key => Assert.False(k.Text.Contains(key, StringComparison.Ordinal), $"a key is in {k.Where}")));
    }

    private static TimeSpan Since(JsonNode call) => TimeProvider.System.GetUtcNow() - call["phaseSince"]!.GetValue<DateTimeOffset>();

    [GeneratedRegex("inline:([A-Za-z0-9+/]{20,}=*)")]
    private static partial Regex InlineKey();
}
