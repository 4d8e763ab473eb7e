using System.Diagnostics.Metrics;
using System.Text;

namespace Gateway.Web.Metrics;

/// <summary>
/// The Prometheus name of a .NET instrument, as OpenTelemetry's compatibility rules make it, with the prefix <c>gateway_</c>.
/// </summary>
/// <remarks>
/// "sip.requests" (a counter) becomes <c>gateway_sip_requests_total</c>; "call.wait" with unit "s" becomes
/// <c>gateway_call_wait_seconds</c>.
/// The meter's name is not part of it, so instruments can move between projects without breaking a dashboard.
/// </remarks>
public static class PrometheusName
{
    private const string Prefix = "gateway_";

    /// <summary>The name of the metric family.</summary>
    public static string Of(Instrument instrument, bool isCounter)
    {
        var name = Snake(instrument.Name);
        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            name = Prefix + name;
        }

        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            "1" when !isCounter => "_ratio",
            _ => "",
        };
        name = WithSuffix(isCounter ? Without(name, "_total") : name, unit);
        return isCounter ? name + "_total" : name;
    }

    /// <summary>Lower case with underscores; what a Prometheus name may not hold becomes an underscore.</summary>
    public static string Snake(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && text.Length > 0 && text[^1] != '_')
            {
                text.Append('_');
            }

            text.Append(char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '_');
        }

        return text.ToString();
    }

    private static string WithSuffix(string name, string suffix) => name.EndsWith(suffix, StringComparison.Ordinal) ? name : name + suffix;

    private static string Without(string name, string suffix) =>
        name.EndsWith(suffix, StringComparison.Ordinal) ? name[..^suffix.Length] : name;
}
