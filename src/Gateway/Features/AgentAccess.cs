using System.Globalization;
using System.Net;
using Gateway.Operations;
using Gateway.Signalling;
using Gateway.Sip;
using Gateway.Sip.Messages;
using Gateway.Sip.Registration;
using Gateway.Sip.Screening;
using Gateway.Sip.Transport;

namespace Gateway.Features;

/// <summary>
/// Who may register and use feature codes: digest, and the guard against guessing. Guesses count only with a nonce that was sent to the guesser's own
/// address, and never against an address that holds a binding, so that nobody can lock out an agent by forged packets. Owned by the agents' desk.
/// </summary>
internal sealed class AgentAccess(
    DigestAuthenticator authenticator, AgentDigests digests, KnownSources known, AlarmBoard alarms, Action<GuessOutcome> guessed, GuessOptions? limits = null)
{
    private readonly GuessOptions _limits = limits ?? new GuessOptions();
    private readonly GuessGuard _guard = new(limits ?? new GuessOptions());
    private IReadOnlySet<IPAddress> _bound = new HashSet<IPAddress>();

    /// <summary>The bindings of all agents, after each change.</summary>
    public void Bind(IReadOnlyList<Binding> bindings)
    {
        var now = bindings.Select(b => b.Flow.Remote.Address).ToHashSet();
        if (!now.SetEquals(_bound))
        {
            _bound = now;
            known.Bind(now);
        }
    }

    /// <summary>The agent who sent the request, or null and what to answer.</summary>
    public string? User(SipRequest request, SipFlow flow, DateTimeOffset now, out ResponseSpec refusal)
    {
        var source = flow.Remote.Address;
        var claim = authenticator.Claim(request, source);
        var mayGuess = claim is not { IsNonceOurs: true } || known.IsBound(source);
        if (!mayGuess)
        {
            known.Prove(source);
            if (_guard.WaitFor(source, claim!.Username, now) is { } wait)
            {
                if (_guard.TooSoon(source, claim.Username, now) == GuessOutcome.LockedOut)
                {
                    Tell(source, claim.Username, GuessOutcome.LockedOut, isBound: false);
                    wait = _limits.LockFor;
                }

                // Not even the right password is looked at; the same for names that no agent has.
                var seconds = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                refusal = new ResponseSpec(StatusCode.ServiceUnavailable, Headers: [new HeaderField("Retry-After", seconds)]);
                return null;
            }
        }

        switch (authenticator.Check(request, digests.Ha1, now, source, digests.OfferedTo(request.To.Uri.User)))
        {
            case DigestVerdict.Accepted accepted:
                _guard.Right(source, accepted.Username);
                refusal = new ResponseSpec(StatusCode.ServerInternalError);
                return accepted.Username;
            case DigestVerdict.Challenged challenged:
                if (challenged.Reason == DigestRefusal.WrongSecret)
                {
                    OnWrong(source, claim!.Username, isBound: mayGuess, now);
                }

                refusal = challenged.Response;
                return null;
            default:
                throw new InvalidOperationException("a verdict without a case");
        }
    }

    private void OnWrong(IPAddress source, string user, bool isBound, DateTimeOffset now) =>
        Tell(source, user, _guard.Wrong(source, user, now), isBound);

    private void Tell(IPAddress source, string user, GuessOutcome outcome, bool isBound)
    {
        guessed(outcome);
        if (outcome == GuessOutcome.Counted)
        {
            return;
        }

        // Invented names are not repeated: whoever guesses shall not write our alarms.
        var who = digests.IsAgent(user) ? $"agent {user}" : "agents that do not exist";
        var where = SourceNetwork.Of(source, 32, 64) is { PrefixLength: 64 } network ? network.ToString() : source.ToString();
        var what = isBound ? "it holds a registration and is not locked out: correct the password of the phone there, or find who else uses that address"
            : (outcome == GuessOutcome.LockedOut ? $"it is locked out for {_limits.LockFor.TotalMinutes:0} minutes" : "it has to wait longer after each")
                + ": block the address in the firewall, or correct the password if it is a phone of yours";
        alarms.Raise("registration_guessing", AlarmSeverity.Warning, $"{where} sends wrong passwords of {who}; {what}");
    }
}
