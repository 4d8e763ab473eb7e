using System.Net;
using Gateway.Sip.Messages;
using Gateway.Sip.Registration;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Tests.Registration;

public sealed class RegistrarTests
{
    private const string Aor = "sip:agent1@manado.example";
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 0, 0, 0, TimeSpan.Zero);
    private static readonly SipFlow Flow = new("agents", SipTransportKind.Udp, IPEndPoint.Parse("192.0.2.1:5060"), IPEndPoint.Parse("198.51.100.7:40001"));
    private readonly BindingTable _table = new();
    private readonly RegistrarOptions _options = new();

    private static SipRequest Request(string? contact, uint cseq = 1, string callId = "c1", params (string Name, string Value)[] more)
    {
        var request = new SipRequest(SipMethod.Register, SipUri.Parse("sip:manado.example"));
        request.Headers.Add("Via", "SIP/2.0/UDP 10.0.0.2:5060;branch=z9hG4bK1").Add("From", "<sip:agent1@manado.example>;tag=f")
            .Add("To", "<sip:agent1@MANADO.example:5060;x=y>").Add("Call-ID", callId).Add("CSeq", $"{cseq} REGISTER");
        if (contact is not null)
        {
            request.Headers.Add("Contact", contact);
        }

        foreach (var (name, value) in more)
        {
            request.Headers.Add(name, value);
        }

        return request;
    }

    private RegistrarResult Register(string? contact, uint cseq = 1, string callId = "c1", double at = 0, params (string Name, string Value)[] more)
    {
        var request = Request(contact, cseq, callId, more);
        var aor = Registrar.AorOf(request);
        var result = Registrar.Register(request, aor, _table.Of(aor), Flow, _options, Now.AddSeconds(at));
        _table.Apply(result.Changes);
        return result;
    }

    [Fact]
    public void The_address_of_record_is_the_To_without_port_and_parameters() => Assert.Equal(Aor, Registrar.AorOf(Request(null)));

    [Fact]
    public void A_contact_is_bound_to_the_flow_of_its_REGISTER()
    {
        var result = Register("<sip:agent1@10.0.0.2:5060>;expires=120");
        Assert.Equal(200, result.Response.StatusCode);
        Assert.Equal("<sip:agent1@10.0.0.2:5060>;expires=120", Assert.Single(result.Response.Headers!).Value);
        var binding = Assert.Single(_table.Of(Aor));
        Assert.Equal((Flow, Now.AddSeconds(120)), (binding.Flow, binding.ExpiresAt));
        Assert.IsType<BindingChange.Added>(Assert.Single(result.Changes));
    }

    [Fact]
    public void Several_phones_of_one_agent_are_listed_and_queried()
    {
        Register("<sip:a@10.0.0.2>;q=0.5;expires=100");
        Register("<sip:a@10.0.0.3>;expires=200", callId: "c2");
        var query = Register(null, 5, "c3");
        Assert.Equal(
            ["<sip:a@10.0.0.2>;expires=100;q=0.5", "<sip:a@10.0.0.3>;expires=200"], query.Response.Headers!.Select(h => h.Value));
        Assert.Empty(query.Changes);
    }

    [Fact]
    public void Expiries_come_from_contact_then_header_then_default_and_are_cut_to_the_maximum()
    {
        Assert.Contains("expires=90", Register("<sip:a@10.0.0.2>;expires=90", 1, "c1", 0, ("Expires", "600")).Response.Headers![0].Value, StringComparison.Ordinal);
        Assert.Contains("expires=600", Register("<sip:a@10.0.0.2>", 2, "c1", 0, ("Expires", "600")).Response.Headers![0].Value, StringComparison.Ordinal);
        Assert.Contains("expires=300", Register("<sip:a@10.0.0.2>", 3).Response.Headers![0].Value, StringComparison.Ordinal);
        Assert.Contains("expires=300", Register("<sip:a@10.0.0.2>;expires=soon", 4).Response.Headers![0].Value, StringComparison.Ordinal);
        Assert.Contains("expires=3600", Register("<sip:a@10.0.0.2>;expires=999999", 5).Response.Headers![0].Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_short_an_expiry_gets_423_with_Min_Expires_and_changes_nothing()
    {
        var result = Register("<sip:a@10.0.0.2>;expires=10");
        Assert.Equal(423, result.Response.StatusCode);
        Assert.Equal(new HeaderField("Min-Expires", "60"), Assert.Single(result.Response.Headers!));
        Assert.Equal(0, _table.Count);
    }

    [Fact]
    public void Expires_0_removes_one_contact_and_star_all()
    {
        Register("<sip:a@10.0.0.2>");
        Register("<sip:a@10.0.0.3>", callId: "c2");
        Assert.IsType<BindingChange.Removed>(Assert.Single(Register("<sip:a@10.0.0.2>;expires=0", 2).Changes));
        Assert.Equal("10.0.0.3", Assert.Single(_table.Of(Aor)).Contact.Host);
        Assert.Equal(400, Register("*", 3).Response.StatusCode);
        Assert.Equal(400, Register("*, <sip:a@10.0.0.3>", 3, "c1", 0, ("Expires", "0")).Response.StatusCode);
        Assert.Equal(200, Register("*", 3, "c1", 0, ("Expires", "0")).Response.StatusCode);
        Assert.Equal(0, _table.Count);
    }

    [Fact]
    public void A_request_that_is_not_newer_than_the_binding_is_refused_whole()
    {
        Register("<sip:a@10.0.0.2>", 5);
        Assert.Equal(500, Register("<sip:a@10.0.0.9>, <sip:a@10.0.0.2>", 5).Response.StatusCode);
        Assert.Equal(500, Register("*", 4, "c1", 0, ("Expires", "0")).Response.StatusCode);
        Assert.Single(_table.Of(Aor));
        Assert.Equal(200, Register("<sip:a@10.0.0.2>", 1, "another-boot").Response.StatusCode);
    }

    [Fact]
    public void The_same_instance_replaces_its_binding_whatever_its_contact_is()
    {
        Register("<sip:a@10.0.0.2:40001>;+sip.instance=\"<urn:uuid:1>\"");
        var again = Register("<sip:a@10.0.0.2:55555>;+sip.instance=\"<urn:uuid:1>\"", callId: "c2");
        Assert.IsType<BindingChange.Refreshed>(Assert.Single(again.Changes));
        Assert.Equal(55555, Assert.Single(_table.Of(Aor)).Contact.Port);
        Assert.Contains("+sip.instance=\"<urn:uuid:1>\"", again.Response.Headers![0].Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_binding_too_many_takes_the_place_of_the_one_that_expires_first()
    {
        for (var i = 0; i < 12; i++)
        {
            Register($"<sip:a@10.0.0.{i}>;expires={1000 - i}", callId: $"c{i}");
        }

        Assert.Equal(10, _table.Count);
        Assert.DoesNotContain(_table.Of(Aor), b => b.Contact.Host == "10.0.0.9");
        Assert.Contains(_table.Of(Aor), b => b.Contact.Host == "10.0.0.0");
    }

    [Fact]
    public void Bindings_expire_when_due_and_not_when_refreshed()
    {
        Register("<sip:a@10.0.0.2>;expires=100");
        Register("<sip:a@10.0.0.3>;expires=100", callId: "c2");
        Register("<sip:a@10.0.0.2>;expires=100", 2, at: 50);
        Assert.Empty(_table.ExpireDue(Now.AddSeconds(99)));
        Assert.Equal("10.0.0.3", Assert.Single(_table.ExpireDue(Now.AddSeconds(100))).Binding.Contact.Host);
        Assert.Equal(Now.AddSeconds(150), _table.NextExpiryAt);
        Assert.Single(_table.ExpireDue(Now.AddSeconds(150)));
        Assert.Equal((0, null), (_table.Count, _table.NextExpiryAt));
    }

    [Fact]
    public void Bindings_outlive_a_restart()
    {
        Register("<sip:a@10.0.0.2>;expires=100");
        Register("<sip:a@10.0.0.3>;expires=500", callId: "c2");
        var restored = new BindingTable();
        restored.Restore(_table.Snapshot(), Now.AddSeconds(200));
        Assert.Equal("10.0.0.3", Assert.Single(restored.Of(Aor)).Contact.Host);
        Assert.Single(restored.ExpireDue(Now.AddSeconds(500)));
    }

    [Fact]
    public void An_extension_that_is_required_and_not_known_gets_420() =>
        Assert.Equal(420, Register("<sip:a@10.0.0.2>", 1, "c1", 0, ("Require", "path")).Response.StatusCode);
}
