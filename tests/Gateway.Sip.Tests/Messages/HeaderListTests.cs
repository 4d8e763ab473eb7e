using Gateway.Sip.Messages;
using Gateway.Sip.Tests.Parsing;

namespace Gateway.Sip.Tests.Messages;

public sealed class HeaderListTests
{
    [Fact]
    public void Compact_and_long_names_are_one_name()
    {
        var headers = new HeaderList().Add("v", "1").Add("VIA", "2").Add("X-a", "3").Add("x-A", "4");
        Assert.Equal(["1", "2"], headers.Lines("Via"));
        Assert.Equal(["3", "4"], headers.Lines("X-A"));
        Assert.Equal(["Via", "Via", "X-a", "x-A"], headers.Select(h => h.Name));
        Assert.Null(headers["Y"]);
    }

    [Fact]
    public void Lines_are_changed_in_their_place()
    {
        var headers = new HeaderList().Add("A-1", "a").Add("To", "t").Add("A-1", "b").Add("From", "f");
        headers.Set("a-1", "c").AddFirst("Via", "v").SetFirst("t", "u").SetFirst("New", "n");
        Assert.Equal(["Via=v", "a-1=c", "To=u", "From=f", "New=n"], headers.Select(h => $"{h.Name}={h.Value}"));
        Assert.Equal(1, headers.Remove("TO"));
        Assert.Equal(0, headers.Remove("TO"));
        Assert.Equal(4, headers.Count);
    }

    [Fact]
    public void A_line_of_the_wire_that_is_replaced_is_typed_anew()
    {
        var request = Samples.Request(Samples.Invite);
        Assert.Null(request.To.Tag);
        request.Headers.Set("To", request.To.WithTag("x").ToString());
        Assert.Equal("x", request.To.Tag);
        Assert.Equal("1928301774", request.From.Tag);
    }

    [Theory]
    [InlineData("a, b ,,c", new[] { "a", "b", "c" })]
    [InlineData("\"a, b\" <sip:x,y@z>;q=\"1,2\", <b>", new[] { "\"a, b\" <sip:x,y@z>;q=\"1,2\"", "<b>" })]
    [InlineData("\"open, b", new[] { "\"open, b" })]
    [InlineData("\"a\\\", b\", c", new[] { "\"a\\\", b\"", "c" })]
    [InlineData("", new string[0])]
    public void Elements_split_at_commas_outside_quotes_and_brackets(string line, string[] elements) =>
        Assert.Equal(elements, new HeaderList().Add("X", line).Values("X"));
}
