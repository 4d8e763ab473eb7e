using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Gateway.TestKit;

namespace Gateway.Benchmarks.Relay;

/// <summary>rtpengine (Debian: rtpengine-daemon) in user space, driven by its NG protocol: bencoded commands over UDP.</summary>
internal sealed partial class RtpEngine : IRelay
{
    public const string Program = "/usr/bin/rtpengine";

    private readonly Process _process;
    private readonly UdpClient _control = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly List<RelayPorts> _calls = [];
    private int _cookie;

    private RtpEngine(Process process) => _process = process;

    public int ProcessId => _process.Id;

    public IReadOnlyList<RelayPorts> Calls => _calls;

    /// <param name="recordings">Folder for pcap files; null: no recording.</param>
    public static async Task<IRelay> StartAsync(int calls, Generator generator, string? recordings)
    {
        var port = Sipp.FreePort();
        List<string> arguments =
        [
            "--foreground", "--log-stderr", "--log-level=2", "--table=-1", "--interface=127.0.0.1", $"--listen-ng=127.0.0.1:{port}",
            "--port-min=34000", "--port-max=59999",
        ];
        if (recordings is not null)
        {
            arguments.AddRange([$"--recording-dir={recordings}", "--recording-method=pcap"]);
        }

        var process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardError = true })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var relay = new RtpEngine(process);
        try
        {
            relay._control.Connect(IPAddress.Loopback, port);
            await relay.UntilUpAsync();
            for (var i = 0; i < calls; i++)
            {
                await relay.OpenAsync(i, generator, recordings is not null);
            }

            return relay;
        }
        catch
        {
            await relay.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _control.Dispose();
    }

    private async Task UntilUpAsync()
    {
        for (var tries = 0; tries < 50; tries++)
        {
            try
            {
                await AskAsync(TimeSpan.FromMilliseconds(100), ("command", "ping"));
                return;
            }
            catch (Exception e) when (e is SocketException or TimeoutException)
            {
                await Task.Delay(100);
            }
        }

        throw new InvalidOperationException("rtpengine does not answer");
    }

    private async Task OpenAsync(int call, Generator generator, bool record)
    {
        (string, string)[] both = [("call-id", $"bench-{call}"), ("from-tag", $"caller-{call}"), .. record ? [("record call", "yes")] : Array.Empty<(string, string)>()];
        var limit = TimeSpan.FromSeconds(5);
        var agentSide = await AskAsync(limit, [("command", "offer"), .. both, ("sdp", Sdp(generator.CallerRtp, generator.CallerRtcp))]);
        var callerSide = await AskAsync(
            limit, [("command", "answer"), .. both, ("to-tag", $"agent-{call}"), ("sdp", Sdp(generator.AgentRtp, generator.AgentRtcp))]);
        _calls.Add(new RelayPorts(AudioPort(callerSide), AudioPort(agentSide)));
    }

    private async Task<string> AskAsync(TimeSpan limit, params (string Key, string Value)[] pairs)
    {
        var text = new StringBuilder($"{++_cookie} d");
        foreach (var (key, value) in pairs.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            text.Append($"{key.Length}:{key}{value.Length}:{value}");
        }

        await _control.SendAsync(Encoding.ASCII.GetBytes(text.Append('e').ToString()));
        using var timeout = new CancellationTokenSource(limit);
        try
        {
            while (true)
            {
                var answer = Encoding.ASCII.GetString((await _control.ReceiveAsync(timeout.Token)).Buffer);
                if (!answer.StartsWith($"{_cookie} ", StringComparison.Ordinal))
                {
                    continue;
                }

                return answer.Contains("6:result5:error", StringComparison.Ordinal)
                    ? throw new InvalidDataException($"rtpengine refused: {answer}")
                    : answer;
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException("rtpengine gave no answer");
        }
    }

    private static int AudioPort(string answer) => int.Parse(AudioLine().Match(answer).Groups[1].ValueSpan, provider: null);

    private static string Sdp(int rtp, int rtcp) =>
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
        + $"m=audio {rtp} RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=rtcp:{rtcp}\r\na=sendrecv\r\n";

    [GeneratedRegex("m=audio ([0-9]+) ")]
    private static partial Regex AudioLine();
}
