using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Gateway.Benchmarks.Parsing;

/// <summary>The C parsers of Debian, osip2 and sofia-sip, on the same message in processes of their own.</summary>
internal sealed class CPeers
{
    private readonly Dictionary<(string Peer, string What), double> _nanoseconds = [];

    public static CPeers Measure(TimeSpan round)
    {
        var peers = new CPeers();
        var folder = Directory.CreateTempSubdirectory("parsers-").FullName;
        try
        {
            var message = Path.Combine(folder, "invite");
            File.WriteAllText(message, SampleInvite.Text, Encoding.ASCII);
            peers.Run("osip2", Compiler.Compile("Parsing/osip.c", folder, "-losip2", "-losipparser2"), message, round);
            peers.Run(
                "sofia-sip", Compiler.Compile("Parsing/sofia.c", folder, "-I/usr/include/sofia-sip-1.12", "-lsofia-sip-ua"), message, round);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return peers;
    }

    /// <summary>"osip2 5,171 ns, sofia-sip 2,915 ns" and the ratios; empty when neither is here.</summary>
    public (string Peers, string Ratios) Of(string what, double ours)
    {
        var found = _nanoseconds.Where(p => p.Key.What == what).OrderBy(p => p.Key.Peer, StringComparer.Ordinal).ToList();
        return (
            string.Join(", ", found.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Key.Peer} {p.Value:N0} ns"))),
            string.Join(", ", found.Select(p => string.Create(CultureInfo.InvariantCulture, $"{ours / p.Value:0.00}"))));
    }

    private void Run(string peer, string? program, string message, TimeSpan round)
    {
        if (program is null)
        {
            return;
        }

        var start = new ProcessStartInfo(program, [message, round.TotalSeconds.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            var words = line.Split(' ');
            _nanoseconds[(peer, words[0])] = double.Parse(words[1], CultureInfo.InvariantCulture);
        }

        process.WaitForExit();
    }
}
