namespace Gateway.Sip.Tests.Transport;

/// <summary>Messages as text, for what no stack of ours would send.</summary>
public static class RawMessages
{
    public static string Options(int number, string transport, string sentBy = "127.0.0.1:5999;rport", string body = "") =>
        $"OPTIONS sip:gateway@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/{transport} {sentBy};branch=z9hG4bKopt{number}\r\nMax-Forwards: 70\r\n"
        + $"From: <sip:tester@127.0.0.1>;tag=t{number}\r\nTo: <sip:gateway@127.0.0.1>\r\nCall-ID: options-{number}\r\nCSeq: {number + 1} OPTIONS\r\n"
        + $"Content-Length: {body.Length}\r\n\r\n{body}";
}
