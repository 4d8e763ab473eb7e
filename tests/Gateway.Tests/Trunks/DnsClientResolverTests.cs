using System.Net;
using System.Net.Sockets;
using Gateway.Sip.Routing;
using Gateway.Trunks.Dns;

namespace Gateway.Tests.Trunks;

/// <summary>Against a name server on loopback that knows one answer.</summary>
public sealed class DnsClientResolverTests
{
    [Fact]
    public async Task An_address_comes_with_its_lifetime()
    {
        // Name: that of the question; type A, class IN, 300 s, 4 octets.
        var answer = await AskAsync(0, [0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 1, 0x2c, 0, 4, 10, 1, 0, 5]);
        Assert.Equal([IPAddress.Parse("10.1.0.5")], answer!.Addresses.Distinct());
        Assert.Equal(300, answer.Lifetime.TotalSeconds);
    }

    [Fact]
    public async Task A_service_comes_with_priority_weight_port_and_target()
    {
        // Type SRV, 60 s: priority 10, weight 20, port 5061, "a" before the question's name (RFC 2782, compressed).
        var answer = await AskAsync(0, [0xc0, 0x0c, 0, 33, 0, 1, 0, 0, 0, 60, 0, 10, 0, 10, 0, 20, 0x13, 0xc5, 1, (byte)'a', 0xc0, 0x0c], DnsKind.Srv);
        Assert.Equal([new SrvRecord(10, 20, 5061, "a.sbc.example")], answer!.Srv);
        Assert.Equal(60, answer.Lifetime.TotalSeconds);
    }

    [Fact]
    public async Task A_naming_authority_pointer_comes_with_order_flags_services_and_replacement()
    {
        // Type NAPTR, 60 s: order 5, preference 6, "S", "SIP+D2U", no expression, "u" before the question's name (RFC 3403 §4.1).
        byte[] data = [0, 5, 0, 6, 1, (byte)'S', 7, .. "SIP+D2U"u8, 0, 1, (byte)'u', 0xc0, 0x0c];
        var answer = await AskAsync(0, [0xc0, 0x0c, 0, 35, 0, 1, 0, 0, 0, 60, 0, (byte)data.Length, .. data], DnsKind.Naptr);
        Assert.Equal([new NaptrRecord(5, 6, "S", "SIP+D2U", "u.sbc.example")], answer!.Naptr);
    }

    [Fact]
    public async Task A_name_that_is_not_there_is_an_answer()
    {
        Assert.True((await AskAsync(3, []))!.IsEmpty);
    }

    [Fact]
    public async Task A_server_that_fails_is_none()
    {
        Assert.Null(await AskAsync(2, []));
    }

    private static async Task<DnsAnswer?> AskAsync(byte code, byte[] record, DnsKind kind = DnsKind.Address)
    {
        using var server = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        using var stop = new CancellationTokenSource();
        var serving = Task.Run(async () =>
        {
            try
            {
                while (true)
                {
                    var query = await server.ReceiveAsync(stop.Token);
                    var end = Array.IndexOf(query.Buffer, (byte)0, 12) + 5;
                    byte[] reply = [.. query.Buffer[..end], .. record];
                    reply[2] |= 0x80;
                    reply[3] = (byte)(0x80 | code);
                    (reply[7], reply[11]) = ((byte)(record.Length > 0 ? 1 : 0), 0);
                    await server.SendAsync(reply, query.RemoteEndPoint, stop.Token);
                }
            }
            catch (OperationCanceledException)
            {
                // The test is done.
            }
        });
        var answered = new TaskCompletionSource<DnsAnswer?>(TaskCreationOptions.RunContinuationsAsynchronously);
        new DnsClientResolver((IPEndPoint)server.Client.LocalEndPoint!).Ask(new DnsQuestion(kind, "sbc.example"), a => answered.TrySetResult(a));
        var answer = await answered.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await serving;
        return answer;
    }
}
