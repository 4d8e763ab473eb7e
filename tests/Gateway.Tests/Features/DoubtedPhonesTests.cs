using System.Net;
using Gateway.Features;
using Gateway.Loops;
using Gateway.Sip.Messages;
using Gateway.Sip.Registration;
using Gateway.Sip.Transport;

namespace Gateway.Tests.Features;

public sealed class DoubtedPhonesTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 3, 0, 0, TimeSpan.Zero);
    private static readonly SipFlow Flow =
        new("agents", SipTransportKind.Udp, new IPEndPoint(IPAddress.Loopback, 5060), new IPEndPoint(IPAddress.Loopback, 5070));

    private readonly VirtualTime _time = new(Start);
    private readonly DoubtedPhones _doubts;

    public DoubtedPhonesTests() => _doubts = new DoubtedPhones(_time);

    [Fact]
    public void A_doubted_phone_is_asked_again_and_again_but_one_question_at_a_time()
    {
        var phone = Phone("a");
        _doubts.Add(phone);
        Assert.Equal([phone], _doubts.ToAsk());
        Assert.Empty(_doubts.ToAsk());
        _doubts.Unanswered(phone);
        Assert.Equal([phone], _doubts.ToAsk());
        Assert.True(_doubts.Contains(phone));
    }

    [Fact]
    public void An_answer_or_a_new_registration_ends_the_doubt_of_that_phone_alone()
    {
        _doubts.Add(Phone("a"));
        _doubts.Add(Phone("b"));
        Assert.True(_doubts.Clear(Phone("a", cseq: 2)));
        Assert.False(_doubts.Clear(Phone("a")));
        Assert.False(_doubts.Contains(Phone("a")));
        Assert.True(_doubts.Contains(Phone("b")));
    }

    [Fact]
    public void A_doubt_ends_after_a_minute_however_often_it_is_raised()
    {
        _doubts.Add(Phone("a"));
        _time.MoveTo(59_000_000);
        _doubts.Add(Phone("a"));
        Assert.Empty(_doubts.TakeExpired());
        _time.MoveTo(60_000_000);
        Assert.Equal([Phone("a")], _doubts.TakeExpired());
        Assert.False(_doubts.Contains(Phone("a")));
    }

    private static Binding Phone(string name, uint cseq = 1) =>
        new("sip:2001@112.test", SipUris[name], Flow, Start.AddMinutes(5), "c", cseq, 1, null, null);

    private static readonly Dictionary<string, SipUri> SipUris = new()
    {
        ["a"] = SipUri.Parse("sip:2001@127.0.0.1:5070"),
        ["b"] = SipUri.Parse("sip:2001@127.0.0.1:5080"),
    };
}
