using System.Net;
using Gateway.Sip.Messages;
using Gateway.Sip.Registration;
using Gateway.Sip.Transport;
using Gateway.Storage.State;

namespace Gateway.Features;

/// <summary>A registrar's binding between its own form and the store's.</summary>
internal static class BindingText
{
    public static void Save(this IStateStore store, IReadOnlyList<BindingChange> changes)
    {
        foreach (var change in changes)
        {
            var binding = change.Binding;
            if (change is BindingChange.Refreshed { Before: var before } && before.Contact.Text != binding.Contact.Text)
            {
                store.RemoveBinding(before.Aor, before.Contact.Text);
            }

            if (change is BindingChange.Added or BindingChange.Refreshed)
            {
                store.SaveBinding(new StoredBinding(
                    binding.Aor,
                    binding.Contact.Text,
                    binding.ExpiresAt,
                    binding.Flow.Listener,
                    binding.Flow.Transport.ToString().ToUpperInvariant(),
                    binding.Flow.Local.ToString(),
                    binding.Flow.Remote.ToString(),
                    binding.Flow.ConnectionId,
                    binding.Instance,
                    binding.Q,
                    binding.CallId,
                    binding.CSeq,
                    binding.UserAgent));
            }
            else
            {
                store.RemoveBinding(binding.Aor, binding.Contact.Text);
            }
        }
    }

    /// <summary>What was stored and can still be used; a connection of the run before is gone, its address may be dialled anew.</summary>
    public static IReadOnlyList<Binding> Load(this IStateStore store, DateTimeOffset now)
    {
        var bindings = new List<Binding>();
        foreach (var stored in store.LoadBindings(now))
        {
            if (Enum.TryParse<SipTransportKind>(stored.Transport, ignoreCase: true, out var transport)
                && IPEndPoint.TryParse(stored.LocalFlow, out var local)
                && IPEndPoint.TryParse(stored.RemoteFlow, out var remote))
            {
                bindings.Add(new Binding(
                    stored.Aor,
                    SipUri.Parse(stored.Contact),
                    new SipFlow(stored.Listener, transport, local, remote),
                    stored.ExpiresAt,
                    stored.CallId,
                    (uint)stored.CSeq,
                    stored.Q,
                    stored.InstanceId,
                    stored.UserAgent));
            }
        }

        return bindings;
    }
}
