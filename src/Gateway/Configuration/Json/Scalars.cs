using System.Globalization;
using System.Net;

namespace Gateway.Configuration.Json;

/// <summary>Texts that stand for one thing: durations and networks.</summary>
internal static class Scalars
{
    private static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    /// <summary>"10" (seconds), "0.5", "500ms", "10s", "5m", "1h", "30d".</summary>
    public static bool TryDuration(string text, out TimeSpan duration)
    {
        duration = default;
        var (unit, factor) = Units.FirstOrDefault(u => text.EndsWith(u.Unit, StringComparison.Ordinal));
        var digits = unit is null ? text : text[..^unit.Length].TrimEnd();
        if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture, out var number)
            || Math.Abs(number) > 1e9)
        {
            return false;
        }

        duration = TimeSpan.FromSeconds(Math.Round(number * (unit is null ? 1 : factor), 3));
        return true;
    }

    /// <summary>The shortest way in which <see cref="TryDuration"/> reads it.</summary>
    public static string Write(TimeSpan duration)
    {
        var (unit, factor) = Units.LastOrDefault(
            u => duration.TotalSeconds / u.Seconds is var number && number >= 1 && number == Math.Floor(number), (Unit: "s", Seconds: 1d));
        return string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds / factor:0.###}{unit}");
    }

    /// <summary>"10.1.0.0/16", "2404:c0::/32", or one address.</summary>
    public static bool TryNetwork(string text, out IPNetwork network)
    {
        if (!text.Contains('/', StringComparison.Ordinal) && IPAddress.TryParse(text, out var address))
        {
            network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
            return true;
        }

        return IPNetwork.TryParse(text, out network);
    }
}
