using System.Globalization;

namespace Gateway.Benchmarks;

/// <summary>CPU time of a process, user and system, from /proc; never wall clock.</summary>
internal static class ProcessCpu
{
    /// <summary>A hertz of /proc, 100 on every Linux that .NET runs on (sysconf(_SC_CLK_TCK)).</summary>
    private const double TicksPerSecond = 100;

    /// <summary>
    /// Of the process and, where it forked workers (Kamailio), of those too. A process of one thread is read in nanoseconds (schedstat), one of
    /// several in hundredths of a second (utime + stime of stat), which include threads that have ended.
    /// </summary>
    public static TimeSpan Of(int process)
    {
        var total = One(process);
        foreach (var child in Children(process))
        {
            total += Of(child);
        }

        return total;
    }

    private static TimeSpan One(int process)
    {
        if (Directory.GetDirectories($"/proc/{process}/task").Length == 1)
        {
            var nanoseconds = File.ReadAllText($"/proc/{process}/schedstat").Split(' ')[0];
            return TimeSpan.FromMicroseconds(double.Parse(nanoseconds, CultureInfo.InvariantCulture) / 1000);
        }

        // After the program's name, which may hold anything: state, then numbers; utime and stime are fields 14 and 15 (proc_pid_stat(5)).
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds((long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond);
    }

    private static IEnumerable<int> Children(int process) =>
        Directory.GetDirectories($"/proc/{process}/task")
            .SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(id => int.Parse(id, CultureInfo.InvariantCulture));
}
