using System.Globalization;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Registration;

/// <summary>What a REGISTER comes to: the response, and what it changes in the bindings (nothing when refused).</summary>
public sealed record RegistrarResult(ResponseSpec Response, IReadOnlyList<BindingChange> Changes)
{
    public bool IsSuccess => Response.StatusCode == StatusCode.Ok;
}

/// <summary>
/// RFC 3261 §10.3 from step 5 on, as a pure function of request, bindings and time. Who may register what is its caller's question. Path
/// (RFC 3327) is ignored: requests go by the flow. All contacts of a request are taken, or none.
/// </summary>
public static class Registrar
{
    /// <summary>
    /// The address of record that a REGISTER is about: "sip:user@host" of its To, host in lower case, without port and parameters (§10.3 step 5).
    /// </summary>
    /// <exception cref="SipFormatException">To is no sip or sips URI with a user.</exception>
    public static string AorOf(SipRequest register)
    {
        ArgumentNullException.ThrowIfNull(register);
        var uri = register.To.Uri;
        return uri.IsSip && uri.User is { Length: > 0 } user
            ? $"sip:{user}@{uri.Host.ToLowerInvariant()}"
            : throw new SipFormatException($"To of a REGISTER is no sip URI with a user: '{uri}'");
    }

    /// <param name="current">All bindings of the address of record.</param>
    /// <param name="flow">The path that the request came by.</param>
    /// <param name="now">From a clock that does not step.</param>
    public static RegistrarResult Register(
        SipRequest register, string aor, IReadOnlyList<Binding> current, SipFlow flow, RegistrarOptions options, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(register);
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(options);
        string[] required = [.. register.Headers.Values("Require")];
        if (required.Length > 0)
        {
            return Refuse(StatusCode.BadExtension, new HeaderField("Unsupported", string.Join(", ", required)));
        }

        string[] contacts = [.. register.Headers.Values("Contact")];
        if (contacts.Contains("*"))
        {
            return RemoveAll(register, contacts, current, now);
        }

        List<BindingChange> changes = [];
        List<Binding> after = [.. current];
        foreach (var text in contacts)
        {
            if (Take(register, aor, text, after, changes, flow, options, now) is { } refusal)
            {
                return refusal;
            }
        }

        return new RegistrarResult(Ok(after, now), changes);
    }

    private static RegistrarResult RemoveAll(SipRequest register, string[] contacts, IReadOnlyList<Binding> current, DateTimeOffset now)
    {
        if (contacts.Length != 1 || register.Headers["Expires"]?.Trim() != "0")
        {
            return Refuse(StatusCode.BadRequest, phrase: "Contact: * needs Expires: 0 and no other Contact");
        }

        return current.Any(b => IsStale(register, b))
            ? Stale()
            : new RegistrarResult(Ok([], now), [.. current.Select(b => new BindingChange.Removed(b))]);
    }

    /// <returns>The refusal of the whole request, or null.</returns>
    private static RegistrarResult? Take(
        SipRequest register, string aor, string text, List<Binding> after, List<BindingChange> changes, SipFlow flow, RegistrarOptions options,
        DateTimeOffset now)
    {
        NameAddress contact;
        try
        {
            contact = NameAddress.Parse(text);
        }
        catch (SipFormatException)
        {
            return Refuse(StatusCode.BadRequest, phrase: "Contact is not readable");
        }

        var expires = Expires(contact, register, options);
        if (expires > TimeSpan.Zero && expires < options.MinExpires)
        {
            return Refuse(StatusCode.IntervalTooBrief, new HeaderField("Min-Expires", Seconds(options.MinExpires)));
        }

        var instance = contact.Parameter("+sip.instance");
        var index = after.FindIndex(
            b => instance is not null && b.Instance is not null ? b.Instance == instance : b.Contact.IsEquivalentTo(contact.Uri));
        if (index >= 0 && IsStale(register, after[index]))
        {
            return Stale();
        }

        if (expires == TimeSpan.Zero)
        {
            if (index >= 0)
            {
                changes.Add(new BindingChange.Removed(after[index]));
                after.RemoveAt(index);
            }

            return null;
        }

        var longest = expires < options.MaxExpires ? expires : options.MaxExpires;
        var binding = new Binding(
            aor, contact.Uri, flow, now + longest, register.CallId, register.CSeq.Number, Preference(contact), instance,
            register.Headers["User-Agent"]);
        if (index >= 0)
        {
            changes.Add(new BindingChange.Refreshed(binding, after[index]));
            after[index] = binding;
            return null;
        }

        if (after.Count >= options.MaxBindings)
        {
            var first = after.MinBy(b => b.ExpiresAt)!;
            after.Remove(first);
            changes.Add(new BindingChange.Removed(first));
        }

        after.Add(binding);
        changes.Add(new BindingChange.Added(binding));
        return null;
    }

    /// <summary>§10.3 step 7: a request of the same Call-ID that is not newer is out of order.</summary>
    private static bool IsStale(SipRequest register, Binding binding) =>
        binding.CallId == register.CallId && register.CSeq.Number <= binding.CSeq;

    /// <summary>The contact's parameter, the header, the default; what cannot be read counts as absent.</summary>
    private static TimeSpan Expires(NameAddress contact, SipRequest register, RegistrarOptions options) =>
        uint.TryParse(contact.Parameter("expires"), CultureInfo.InvariantCulture, out var own) ? TimeSpan.FromSeconds(own)
        : uint.TryParse(register.Headers["Expires"]?.Trim(), CultureInfo.InvariantCulture, out var all) ? TimeSpan.FromSeconds(all)
        : options.DefaultExpires;

    private static double Preference(NameAddress contact) =>
        double.TryParse(contact.Parameter("q"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var q) ? Math.Clamp(q, 0, 1) : 1;

    private static ResponseSpec Ok(IReadOnlyList<Binding> bindings, DateTimeOffset now) =>
        new(StatusCode.Ok, Headers: [.. bindings.Select(b => new HeaderField("Contact", Line(b, now)))]);

    private static string Line(Binding binding, DateTimeOffset now)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"<{binding.Contact}>;expires={Seconds(binding.ExpiresAt - now)}");
        if (binding.Q < 1)
        {
            line += string.Create(CultureInfo.InvariantCulture, $";q={binding.Q:0.###}");
        }

        return binding.Instance is null ? line : $"{line};+sip.instance=\"{binding.Instance.Trim('"')}\"";
    }

    private static string Seconds(TimeSpan time) => ((long)Math.Max(0, Math.Ceiling(time.TotalSeconds))).ToString(CultureInfo.InvariantCulture);

    private static RegistrarResult Stale() => Refuse(StatusCode.ServerInternalError, phrase: "CSeq out of order");

    private static RegistrarResult Refuse(int status, HeaderField? header = null, string? phrase = null) =>
        new(new ResponseSpec(status, phrase, header is { } field ? [field] : null), []);
}
