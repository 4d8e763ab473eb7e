using System.Net;
using Gateway.Sip.Registration;

namespace Gateway.Sip.Tests.Registration;

public sealed class GuessGuardTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 25, 0, 0, 0, TimeSpan.Zero);
    private static readonly IPAddress Here = IPAddress.Parse("198.51.100.7");
    private readonly GuessGuard _guard = new(new GuessOptions());

    [Fact]
    public void Mistyping_costs_nothing_then_each_wrong_password_doubles_the_wait_then_both_are_locked_out()
    {
        var now = Start;
        List<(GuessOutcome, double)> seen = [];
        for (var i = 0; i < 10; i++)
        {
            var outcome = _guard.Wrong(Here, "2001", now);
            var wait = _guard.WaitFor(Here, "2001", now) ?? TimeSpan.Zero;
            seen.Add((outcome, wait.TotalSeconds));
            now += wait;
        }

        Assert.Equal(
            [
                (GuessOutcome.Counted, 0), (GuessOutcome.Counted, 0), (GuessOutcome.Counted, 0), (GuessOutcome.Slowed, 1), (GuessOutcome.Slowed, 2),
                (GuessOutcome.Slowed, 4), (GuessOutcome.Slowed, 8), (GuessOutcome.Slowed, 16), (GuessOutcome.Slowed, 32), (GuessOutcome.LockedOut, 900),
            ],
            seen);
    }

    [Fact]
    public void Who_does_not_wait_is_locked_out_the_sooner_and_no_wait_no_lock_is_made_longer_by_it()
    {
        Assert.Equal(GuessOutcome.Counted, _guard.TooSoon(Here, "2001", Start));
        for (var i = 0; i < 4; i++)
        {
            _guard.Wrong(Here, "2001", Start);
        }

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(GuessOutcome.Slowed, _guard.TooSoon(Here, "2001", Start));
            Assert.Equal(1, _guard.WaitFor(Here, "2001", Start)!.Value.TotalSeconds);
        }

        Assert.Equal(GuessOutcome.LockedOut, _guard.TooSoon(Here, "2001", Start));
        Assert.Equal(GuessOutcome.Counted, _guard.TooSoon(Here, "2001", Start + TimeSpan.FromMinutes(14)));
        Assert.Equal(60, _guard.WaitFor(Here, "2001", Start + TimeSpan.FromMinutes(14))!.Value.TotalSeconds);
    }

    [Fact]
    public void Another_user_another_source_and_the_right_password_are_not_touched()
    {
        Lock("2001");
        Assert.Null(_guard.WaitFor(Here, "2002", Start));
        Assert.Null(_guard.WaitFor(IPAddress.Parse("198.51.100.8"), "2001", Start));
        _guard.Right(Here, "2001");
        Assert.Null(_guard.WaitFor(Here, "2001", Start));
    }

    [Fact]
    public void A_lock_ends_and_begins_with_new_free_tries()
    {
        Lock("2001");
        var later = Start + TimeSpan.FromMinutes(16);
        Assert.Null(_guard.WaitFor(Here, "2001", later));
        Assert.Equal(GuessOutcome.Counted, _guard.Wrong(Here, "2001", later));
    }

    [Fact]
    public void One_password_for_many_users_slows_the_whole_source_down()
    {
        for (var i = 0; i < 60; i++)
        {
            _guard.Wrong(Here, $"user{i}", Start);
        }

        Assert.Equal(5, _guard.WaitFor(Here, "somebody else", Start)!.Value.TotalSeconds);
        Assert.Null(_guard.WaitFor(Here, "somebody else", Start + TimeSpan.FromSeconds(6)));
        Assert.Null(_guard.WaitFor(IPAddress.Parse("198.51.100.8"), "somebody else", Start));
    }

    [Fact]
    public void Addresses_of_one_IPv6_network_are_one_source()
    {
        for (var i = 1; i <= 10; i++)
        {
            _guard.Wrong(IPAddress.Parse($"2001:db8::{i:x}"), "2001", Start);
        }

        Assert.NotNull(_guard.WaitFor(IPAddress.Parse("2001:db8::ffff"), "2001", Start));
        Assert.Null(_guard.WaitFor(IPAddress.Parse("2001:db8:0:1::1"), "2001", Start));
    }

    [Fact]
    public void Neither_many_sources_nor_many_names_fill_memory()
    {
        for (var i = 0; i < 5000; i++)
        {
            _guard.Wrong(new IPAddress([10, 1, (byte)(i >> 8), (byte)i]), "x", Start);
            _guard.Wrong(Here, $"name{i}", Start);
        }

        Assert.Equal(4096, _guard.Count);
    }

    private void Lock(string user)
    {
        for (var i = 0; i < 10; i++)
        {
            _guard.Wrong(Here, user, Start);
        }
    }
}
