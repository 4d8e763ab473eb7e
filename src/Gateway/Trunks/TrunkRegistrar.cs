using System.Globalization;
using Gateway.Configuration;
using Gateway.Operations;
using Gateway.Signalling;
using Gateway.Sip;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Registration;
using Gateway.Sip.Routing;

namespace Gateway.Trunks;

/// <summary>Our registration with one trunk: performs what <see cref="RegisterClient"/> decides. Owned by the trunks' loop.</summary>
/// <param name="post">Brings an action to the owner's loop.</param>
/// <param name="wait">Runs an action on the owner's loop after a time.</param>
internal sealed class TrunkRegistrar(
    string trunk, TrunkRegister options, ServerLocator locator, TrunkFlows flows, SipRouter router, TrunkCredentials credentials, AlarmBoard alarms,
    string callId, Action<Action> post, Action<TimeSpan, Action> wait, Action changed)
{
    private RegisterClient _client = new(options.Expires);

    public RegisterState State => _client.State;

    /// <summary>In words, for pages.</summary>
    public string Text => _client.State switch
    {
        RegisterState.Registered => "registered",
        RegisterState.Failed => $"not registered: {_client.Reason}",
        RegisterState.Registering when _client.Failures > 0 => $"not registered: {_client.Reason}",
        RegisterState.Registering => "registering",
        _ => "not registered",
    };

    public void Begin() => On(new RegisterInput.Due());

    private void On(RegisterInput input)
    {
        var (next, effects) = _client.On(input);
        if (next.State == RegisterState.Failed && _client.State != RegisterState.Failed && next.Failures % 10 is 1 or 3)
        {
            // The first try of a start may meet a registrar that starts too; the third is a fact, and so is a wrong password.
            if (next.Failures > 1 || next.Reason!.StartsWith("user", StringComparison.Ordinal))
            {
                alarms.Raise(
                    "trunk_registration", AlarmSeverity.Critical,
                    $"trunk {trunk}: {options.Registrar} does not register us: {next.Reason}. Compare user, password and registrar in trunks.json "
                        + "with the operator's");
            }
        }

        _client = next;
        changed();
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case RegisterEffect.WaitFor later:
                    wait(later.Time, () => On(new RegisterInput.Due()));
                    break;
                case RegisterEffect.Send send:
                    locator.Locate(options.Registrar, targets => Send(send, targets));
                    break;
            }
        }
    }

    private void Send(RegisterEffect.Send send, IReadOnlyList<SipTarget> targets)
    {
        if (targets.Count == 0 || flows.To(targets[send.Try % targets.Count]) is not { } flow)
        {
            On(new RegisterInput.Answered(null, options.Registrar));
            return;
        }

        var contact = flows.Contact(flow, options.User);
        var uri = SipUri.Parse($"{options.Registrar.Scheme}:{options.Registrar.Host}");
        var address = new NameAddress(null, SipUri.Parse($"sip:{options.User}@{options.Registrar.Host}"), []);
        List<HeaderField> headers =
        [
            new("Contact", $"<{contact}>"),
            new("Expires", ((int)send.Expires.TotalSeconds).ToString(CultureInfo.InvariantCulture)),
        ];
        if (send.Challenge is { } challenge)
        {
            headers.Add(credentials.Answer(options, challenge, send.IsProxy, SipMethod.Register, uri));
        }

        router.Send(
            SipMethod.Register,
            new RequestSpec(uri, address, address, headers, null, callId, send.CSeq),
            flow,
            finished => post(() => On(new RegisterInput.Answered(finished.Response, contact))));
    }
}
