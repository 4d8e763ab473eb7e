using System.Text;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;

namespace Gateway.Sip.Tests.Parsing;

public sealed class SipWriterTests
{
    private static string Text(SipMessage message) => Encoding.UTF8.GetString(SipWriter.ToBytes(message));

    [Fact]
    public void Content_Length_is_written_once_and_right()
    {
        var response = new SipResponse(200, "OK")
        {
            Headers = new HeaderList().Add("l", "7").Add("X-A", "y").Add("Content-Length", "8"),
            Body = "abc"u8.ToArray()
        };
        Assert.Equal("SIP/2.0 200 OK\r\nContent-Length: 3\r\nX-A: y\r\n\r\nabc", Text(response));
    }

    [Fact]
    public void No_value_makes_a_header_line_of_its_own()
    {
        var request = new SipRequest(SipMethod.Bye, SipUri.Parse("sip:a@b"))
        {
            Headers = new HeaderList()
            .Add("Reason", "x\r\nInjected: yes\n\nz")
        };
        Assert.Equal("BYE sip:a@b SIP/2.0\r\nReason: x  Injected: yes  z\r\nContent-Length: 0\r\n\r\n", Text(request));
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_stay_as_they_came()
    {
        var bytes = Encoding.Latin1.GetBytes(Samples.With("Allow", "X-Name: Tou\u00e9"));
        Assert.True(SipParser.TryParse(bytes, SipLimits.Default, out var message, out _));
        Assert.Equal(bytes, SipWriter.ToBytes(message!));
    }
}
