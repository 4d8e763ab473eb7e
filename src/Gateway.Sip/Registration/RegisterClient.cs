using System.Globalization;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;

namespace Gateway.Sip.Registration;

/// <summary>Where we stand with a registrar.</summary>
public enum RegisterState
{
    Unregistered,

    /// <summary>A REGISTER is out; a registration that is being refreshed still holds.</summary>
    Registering,
    Registered,

    /// <summary>Refused or not reached; tried again later.</summary>
    Failed,
}

/// <summary>What happens to a <see cref="RegisterClient"/>.</summary>
public abstract record RegisterInput
{
    private RegisterInput()
    {
    }

    /// <summary>Start, refresh or next try.</summary>
    public sealed record Due : RegisterInput;

    /// <summary>The REGISTER is over.</summary>
    /// <param name="Response">Null: nobody was reached, or nobody answered.</param>
    /// <param name="Contact">Ours, to find its expiry among others.</param>
    public sealed record Answered(SipResponse? Response, SipUri Contact) : RegisterInput;
}

/// <summary>What a <see cref="RegisterClient"/> asks for.</summary>
public abstract record RegisterEffect
{
    private RegisterEffect()
    {
    }

    /// <param name="Try">Which of the registrar's addresses, counted on without end.</param>
    /// <param name="Challenge">To be answered with user and password; null: none yet.</param>
    /// <param name="IsProxy">The challenge is a proxy's: the answer goes into Proxy-Authorization.</param>
    public sealed record Send(uint CSeq, TimeSpan Expires, int Try, DigestChallenge? Challenge, bool IsProxy) : RegisterEffect;

    /// <summary>Then <see cref="RegisterInput.Due"/>.</summary>
    public sealed record WaitFor(TimeSpan Time) : RegisterEffect;
}

/// <summary>
/// Our registration with a trunk's registrar (RFC 3261 §10.2) as a pure machine: refresh at half of what was granted, 401 and 407 answered once (and
/// once more when the nonce was stale), 423 followed, other addresses and a growing wait after failures, Retry-After kept to.
/// </summary>
/// <param name="Expires">Asked for.</param>
/// <param name="Reason">Why it failed, for people; null otherwise.</param>
public sealed record RegisterClient(TimeSpan Expires, RegisterState State = RegisterState.Unregistered, string? Reason = null)
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(5), MostWait = TimeSpan.FromMinutes(5), MostExpires = TimeSpan.FromDays(1);

    /// <summary>Failures in a row.</summary>
    public int Failures { get; private init; }

    private uint CSeq { get; init; }

    private int Try { get; init; }

    private int Answers { get; init; }

    /// <summary>The next state and what to do; an input without an arrow changes nothing.</summary>
    public (RegisterClient Next, IReadOnlyList<RegisterEffect> Effects) On(RegisterInput input) => (State, input) switch
    {
        (RegisterState.Registering, RegisterInput.Answered answered) => OnAnswered(answered),
        (not RegisterState.Registering, RegisterInput.Due) => Send(this with { Answers = 0 }, null, false),
        _ => (this, []),
    };

    private static (RegisterClient, IReadOnlyList<RegisterEffect>) Send(RegisterClient client, DigestChallenge? challenge, bool isProxy)
    {
        var next = client with { State = RegisterState.Registering, CSeq = client.CSeq + 1 };
        return (next, [new RegisterEffect.Send(next.CSeq, next.Expires, next.Try, challenge, isProxy)]);
    }

    private (RegisterClient, IReadOnlyList<RegisterEffect>) OnAnswered(RegisterInput.Answered answered)
    {
        var response = answered.Response;
        switch (response?.StatusCode)
        {
            case >= 200 and < 300:
                var granted = Granted(response, answered.Contact);
                var refresh = TimeSpan.FromTicks(Math.Max(Least.Ticks, granted.Ticks / 2));
                return (this with { State = RegisterState.Registered, Reason = null, Failures = 0 }, [new RegisterEffect.WaitFor(refresh)]);
            case StatusCode.Unauthorized or 407:
                var isProxy = response.StatusCode == 407;
                var challenge = DigestChallenge.Best(response.Headers, isProxy ? "Proxy-Authenticate" : "WWW-Authenticate");
                return challenge is not null && (Answers == 0 || (challenge.Stale && Answers == 1))
                    ? Send(this with { Answers = Answers + 1 }, challenge, isProxy)
                    : Fail(challenge is null ? "asks for an authentication that we do not know" : "user or password is wrong", MostWait);
            case StatusCode.IntervalTooBrief when Seconds(response.Headers["Min-Expires"]) is { } least && least > Expires && least <= MostExpires:
                return Send(this with { Expires = least }, null, false);
            case null or 408 or >= 500 and < 600:
                var backoff = TimeSpan.FromSeconds(1L << Math.Min(Failures, 9));
                var wait = Seconds(response?.Headers["Retry-After"]) ?? (backoff < MostWait ? backoff : MostWait);
                var (next, effects) = Fail(response is null ? "no answer" : $"{response.StatusCode} {response.ReasonPhrase}", wait);
                return (next with { Try = Try + 1 }, effects);
            default:
                return Fail($"{response.StatusCode} {response.ReasonPhrase}", Seconds(response.Headers["Retry-After"]) ?? MostWait);
        }
    }

    private (RegisterClient, IReadOnlyList<RegisterEffect>) Fail(string reason, TimeSpan wait) =>
        (this with { State = RegisterState.Failed, Reason = reason, Failures = Failures + 1 },
            [new RegisterEffect.WaitFor(wait < Least ? wait + TimeSpan.FromSeconds(1) : wait)]);

    /// <summary>Of our own contact; without one, of the header; else what was asked for.</summary>
    private TimeSpan Granted(SipResponse response, SipUri contact)
    {
        foreach (var text in response.Headers.Values("Contact"))
        {
            try
            {
                var address = NameAddress.Parse(text);
                if (address.Uri.IsEquivalentTo(contact) && Seconds(address.Parameter("expires")) is { } own)
                {
                    return own;
                }
            }
            catch (SipFormatException)
            {
                // Somebody else's contact that nobody can read.
            }
        }

        return Seconds(response.Headers["Expires"]) ?? Expires;
    }

    private static TimeSpan? Seconds(string? text) =>
        uint.TryParse(text?.Trim().Split(' ', ';', '(')[0], CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(Math.Min(seconds, 86_400u)) : null;
}
