using Gateway.Acd;
using Gateway.Calls;
using Gateway.Distribution;

namespace Gateway.Tests.Distribution;

public sealed class CallerMemoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 3, 0, 0, TimeSpan.Zero);
    private static readonly AgentId Ani = new("2001");
    private static readonly AgentId Budi = new("2002");

    private readonly CallerMemory _memory = new(capacity: 3);

    private static CallerIdentity Caller(string? number, string? device = null) =>
        new("sip:a@b", null, number, number is not null, DeviceId: device);

    [Fact]
    public void The_agent_who_talked_last_is_remembered_for_half_an_hour()
    {
        _memory.Connected(Caller("+62811"), Ani, Start);
        _memory.Connected(Caller("+62811"), Budi, Start.AddMinutes(5));
        Assert.Equal((Budi, false), _memory.Of(Caller("+62811"), Start.AddMinutes(35)));
        Assert.Equal((null, false), _memory.Of(Caller("+62811"), Start.AddMinutes(36)));
    }

    [Fact]
    public void A_lost_call_is_owed_until_somebody_has_talked_with_the_caller()
    {
        _memory.Connected(Caller("+62811"), Ani, Start);
        _memory.Lost(Caller("+62811"), Start);
        Assert.Equal((Ani, true), _memory.Of(Caller("+62811"), Start));
        _memory.Connected(Caller("+62811"), Budi, Start);
        Assert.Equal((Budi, false), _memory.Of(Caller("+62811"), Start));
    }

    [Fact]
    public void A_phone_without_a_number_is_known_by_its_device_and_one_without_both_is_not_known()
    {
        _memory.Lost(Caller(null, "imei-1"), Start);
        _memory.Lost(Caller(null), Start);
        Assert.True(_memory.Of(Caller(null, "imei-1"), Start).WasLost);
        Assert.False(_memory.Of(Caller(null), Start).WasLost);
    }

    [Fact]
    public void The_oldest_caller_is_forgotten_first()
    {
        foreach (var (number, n) in new[] { "+1", "+2", "+3", "+1", "+4" }.Select((s, n) => (s, n)))
        {
            _memory.Lost(Caller(number), Start.AddSeconds(n));
        }

        Assert.Equal([true, false, true, true], new[] { "+1", "+2", "+3", "+4" }.Select(n => _memory.Of(Caller(n), Start).WasLost));
    }
}
