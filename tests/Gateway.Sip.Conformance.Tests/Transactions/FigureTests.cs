using Gateway.Sip.Transactions;

namespace Gateway.Sip.Conformance.Tests.Transactions;

/// <summary>Every arrow of the four figures, with the changes of RFC 6026, on unreliable transports unless the name says otherwise.</summary>
public sealed class FigureTests
{
    private static readonly SipTimers Table4 = SipTimers.Default;

    [Theory]
    [InlineData("start", "Calling: request, A=0.5, B=32")]
    [InlineData("start, timer A", "Calling: request again, A=1")]
    [InlineData("start, timer A, timer A", "Calling: request again, A=2")]
    [InlineData("start, timer B", "Terminated: inform TimedOut, end")]
    [InlineData("start, transport error", "Terminated: inform Transport, end")]
    [InlineData("start, recv 180", "Proceeding: 180 to TU")]
    [InlineData("start, recv 200", "Accepted: M=32, 200 to TU")]
    [InlineData("start, recv 486", "Completed: ACK, D=32, 486 to TU")]
    [InlineData("start, recv 180, recv 180", "Proceeding: 180 to TU")]
    [InlineData("start, recv 180, timer A", "Proceeding: absorbed")]
    [InlineData("start, recv 180, timer B", "Proceeding: absorbed")]
    [InlineData("start, recv 180, recv 200", "Accepted: M=32, 200 to TU")]
    [InlineData("start, recv 180, recv 486", "Completed: ACK, D=32, 486 to TU")]
    [InlineData("start, recv 486, recv 486", "Completed: ACK")]
    [InlineData("start, recv 486, recv 180", "Completed: absorbed")]
    [InlineData("start, recv 486, transport error", "Terminated: inform Transport, end")]
    [InlineData("start, recv 486, timer D", "Terminated: end")]
    [InlineData("start, recv 200, recv 200", "Accepted: 200 to TU")]
    [InlineData("start, recv 200, recv 486", "Accepted: absorbed")]
    [InlineData("start, recv 200, timer B", "Accepted: absorbed")]
    [InlineData("start, recv 200, timer M", "Terminated: end")]
    [InlineData("start, recv 200, timer M, recv 200", "Terminated: absorbed")]
    public void Rfc3261_17_1_1_2_figure_5_INVITE_client(string path, string arrow) =>
        Assert.Equal(arrow, Figure.Walk(new InviteClientTransaction(Table4, false), path));

    [Theory]
    [InlineData("start", "Calling: request, B=32")]
    [InlineData("start, recv 486", "Completed: ACK, D=0, 486 to TU")]
    [InlineData("start, recv 200", "Accepted: M=32, 200 to TU")]
    public void Rfc3261_17_1_1_2_figure_5_INVITE_client_reliable(string path, string arrow) =>
        Assert.Equal(arrow, Figure.Walk(new InviteClientTransaction(Table4, true), path));

    [Theory]
    [InlineData("start", "Trying: request, E=0.5, F=32")]
    [InlineData("start, timer E", "Trying: request again, E=1")]
    [InlineData("start, timer E, timer E, timer E, timer E", "Trying: request again, E=4")]
    [InlineData("start, timer F", "Terminated: inform TimedOut, end")]
    [InlineData("start, transport error", "Terminated: inform Transport, end")]
    [InlineData("start, recv 180", "Proceeding: 180 to TU")]
    [InlineData("start, recv 200", "Completed: 200 to TU, K=5")]
    [InlineData("start, recv 486", "Completed: 486 to TU, K=5")]
    [InlineData("start, recv 180, recv 180", "Proceeding: 180 to TU")]
    [InlineData("start, recv 180, timer E", "Proceeding: request again, E=4")]
    [InlineData("start, recv 180, timer F", "Terminated: inform TimedOut, end")]
    [InlineData("start, recv 180, transport error", "Terminated: inform Transport, end")]
    [InlineData("start, recv 180, recv 200", "Completed: 200 to TU, K=5")]
    [InlineData("start, recv 180, recv 486", "Completed: 486 to TU, K=5")]
    [InlineData("start, recv 200, recv 200", "Completed: absorbed")]
    [InlineData("start, recv 200, timer E", "Completed: absorbed")]
    [InlineData("start, recv 200, timer F", "Completed: absorbed")]
    [InlineData("start, recv 200, timer K", "Terminated: end")]
    public void Rfc3261_17_1_2_2_figure_6_non_INVITE_client(string path, string arrow) =>
        Assert.Equal(arrow, Figure.Walk(new NonInviteClientTransaction(Table4, false), path));

    [Theory]
    [InlineData("start", "Trying: request, F=32")]
    [InlineData("start, recv 200", "Completed: 200 to TU, K=0")]
    public void Rfc3261_17_1_2_2_figure_6_non_INVITE_client_reliable(string path, string arrow) =>
        Assert.Equal(arrow, Figure.Walk(new NonInviteClientTransaction(Table4, true), path));

    [Theory]
    [InlineData("start", "Proceeding: request to TU")]
    [InlineData("start, again", "Proceeding:")]
    [InlineData("start, send 180", "Proceeding: 180")]
    [InlineData("start, send 180, again", "Proceeding: 180 again")]
    [InlineData("start, send 200", "Accepted: 200, L=32")]
    [InlineData("start, send 180, send 200", "Accepted: 200, L=32")]
    [InlineData("start, send 486", "Completed: 486, G=0.5, H=32")]
    [InlineData("start, transport error", "Proceeding: inform Transport")]
    [InlineData("start, send 486, again", "Completed: 486 again")]
    [InlineData("start, send 486, timer G", "Completed: 486 again, G=1")]
    [InlineData("start, send 486, timer G, timer G, timer G, timer G", "Completed: 486 again, G=4")]
    [InlineData("start, send 486, timer H", "Terminated: inform TimedOut, end")]
    [InlineData("start, send 486, transport error", "Completed: inform Transport")]
    [InlineData("start, send 486, ack", "Confirmed: I=5")]
    [InlineData("start, send 486, send 200", "Completed: absorbed")]
    [InlineData("start, send 486, ack, ack", "Confirmed: absorbed")]
    [InlineData("start, send 486, ack, timer G", "Confirmed: absorbed")]
    [InlineData("start, send 486, ack, timer H", "Confirmed: absorbed")]
    [InlineData("start, send 486, ack, timer I", "Terminated: end")]
    [InlineData("start, send 200, again", "Accepted:")]
    [InlineData("start, send 200, send 200", "Accepted: 200 again")]
    [InlineData("start, send 200, ack", "Accepted: ACK to TU")]
    [InlineData("start, send 200, transport error", "Accepted: inform Transport")]
    [InlineData("start, send 200, send 486", "Accepted: absorbed")]
    [InlineData("start, send 200, timer L", "Terminated: end")]
    public void Rfc3261_17_2_1_figure_7_with_Rfc6026_INVITE_server(string path, string arrow) =>
        Assert.Equal(arrow, Figure.Walk(new InviteServerTransaction(Table4, false), path));

    [Theory]
    [InlineData("start, send 486", "Completed: 486, H=32")]
    [InlineData("start, send 486, ack", "Confirmed: I=0")]
    [InlineData("start, send 200", "Accepted: 200, L=32")]
    public void Rfc3261_17_2_1_figure_7_INVITE_server_reliable(string path, string arrow) =>
        Assert.Equal(arrow, Figure.Walk(new InviteServerTransaction(Table4, true), path));

    [Theory]
    [InlineData("start", "Trying: request to TU")]
    [InlineData("start, again", "Trying:")]
    [InlineData("start, send 180", "Proceeding: 180")]
    [InlineData("start, send 200", "Completed: 200, J=32")]
    [InlineData("start, send 486", "Completed: 486, J=32")]
    [InlineData("start, send 180, send 180", "Proceeding: 180")]
    [InlineData("start, send 180, again", "Proceeding: 180 again")]
    [InlineData("start, send 180, send 200", "Completed: 200, J=32")]
    [InlineData("start, send 180, transport error", "Terminated: inform Transport, end")]
    [InlineData("start, send 200, again", "Completed: 200 again")]
    [InlineData("start, send 200, send 486", "Completed: absorbed")]
    [InlineData("start, send 200, transport error", "Terminated: inform Transport, end")]
    [InlineData("start, send 200, timer J", "Terminated: end")]
    public void Rfc3261_17_2_2_figure_8_non_INVITE_server(string path, string arrow) =>
        Assert.Equal(arrow, Figure.Walk(new NonInviteServerTransaction(Table4, false), path));

    [Fact]
    public void Rfc3261_17_2_2_figure_8_non_INVITE_server_reliable() =>
        Assert.Equal("Completed: 200, J=0", Figure.Walk(new NonInviteServerTransaction(Table4, true), "start, send 200"));

    [Fact]
    public void Any_input_in_any_order_ends_in_a_state_of_the_figure_and_never_throws()
    {
        string[] inputs =
        [
            "start", "recv 180", "recv 200", "recv 486", "again", "ack", "send 180", "send 200", "send 486", "transport error",
            .. Enum.GetNames<TimerName>().Select(n => $"timer {n}"),
        ];
        var random = new Random(4711);
        for (var run = 0; run < 4000; run++)
        {
            SipTransaction machine = (run % 4) switch
            {
                0 => new InviteClientTransaction(Table4, false),
                1 => new NonInviteClientTransaction(Table4, false),
                2 => new InviteServerTransaction(Table4, false),
                _ => new NonInviteServerTransaction(Table4, false),
            };
            var ended = false;
            for (var step = 0; step < 30; step++)
            {
                var arrow = machine.On(Figure.Input(inputs[random.Next(inputs.Length)]));
                Assert.False(ended && !arrow.IsAbsorbed, "a terminated transaction acts no more");
                machine = arrow.Next;
                ended = machine.State == TransactionState.Terminated;
            }
        }
    }
}
