namespace Gateway.Location.Numbers;

/// <summary>
/// Says what a trunk's call dialled: Request-URI first, then To, then the first entry of History-Info (RFC 7044) and of Diversion (RFC
/// 5806).
/// The first that is an emergency decides; later ones may still add a hint about the place. Never throws. Immutable, thread-safe.
/// </summary>
public sealed class DialledNumberClassifier
{
    private const string Indonesia = "+62";

    private readonly IReadOnlyList<NumberRule> _rules;
    private readonly IReadOnlyList<string> _numbers;
    private readonly bool _emergencyOnly;

    /// <param name="rules">The trunk's rewrite table; the first match wins.</param>
    /// <param name="emergencyOnly">Every call of the trunk is an emergency call.</param>
    /// <param name="emergencyNumbers">Null: <see cref="ServiceUrn.DefaultNumbers"/>.</param>
    public DialledNumberClassifier(IReadOnlyList<NumberRule> rules, bool emergencyOnly, IReadOnlyList<string>? emergencyNumbers = null)
    {
        _rules = rules;
        _emergencyOnly = emergencyOnly;
        _numbers = emergencyNumbers ?? ServiceUrn.DefaultNumbers;
    }

    /// <param name="requestUri">As received.</param>
    /// <param name="to">Value of To, or null.</param>
    /// <param name="historyInfo">Values of History-Info in order; one value may hold several entries.</param>
    /// <param name="diversion">Values of Diversion in order.</param>
    public DialledNumber Classify(
        string requestUri, string? to = null, IReadOnlyList<string>? historyInfo = null, IReadOnlyList<string>? diversion = null)
    {
        ArgumentNullException.ThrowIfNull(requestUri);
        (string Name, string? Value)[] sources =
        [
            ("Request-URI", requestUri), ("To", to), ("History-Info", First(historyInfo)), ("Diversion", First(diversion)),
        ];
        DialledNumber? decided = null;
        foreach (var (name, value) in sources)
        {
            if (string.IsNullOrWhiteSpace(value) || Match(value, name) is not { } found)
            {
                continue;
            }

            decided = decided is null
                ? found
                : decided with { AreaCode = decided.AreaCode ?? found.AreaCode, Centre = decided.Centre ?? found.Centre };
        }

        var number = DialledUri.Parse(requestUri);
        return decided
            ?? new DialledNumber(
                number.Number, ServiceUrn.Sos, _emergencyOnly ? DialRule.EmergencyTrunk : DialRule.None, "Request-URI",
                    AreaCode: AreaCodeOf(number));
    }

    private DialledNumber? Match(string value, string source)
    {
        if (ServiceUrn.TryParse(DialledUri.Bare(value), out var service, out var isTest, out var digits))
        {
            // A country's own digits may be in the table, e.g. those of the fire brigade.
            var rule = digits is null ? null : _rules.FirstOrDefault(r => r.Matches(digits));
            return new DialledNumber(
                DialledUri.Bare(value), rule?.Service ?? service, DialRule.ServiceUrn, source, isTest, rule?.AreaCode, rule?.Centre);
        }

        var uri = DialledUri.Parse(value);
        if (uri.Number.Length == 0)
        {
            return null;
        }

        if (_rules.FirstOrDefault(r => r.Matches(uri.Number)) is { } matched)
        {
            return new DialledNumber(
                uri.Number, matched.Service, DialRule.NumberRule, source, AreaCode: matched.AreaCode ?? AreaCodeOf(uri),
                    Centre: matched.Centre);
        }

        return _numbers.Contains(uri.Number)
            ? new DialledNumber(uri.Number, ServiceUrn.Sos, DialRule.EmergencyNumber, source, AreaCode: AreaCodeOf(uri))
            : null;
    }

    /// <summary>phone-context=+62431 says where a local number was dialled.</summary>
    private static string? AreaCodeOf(DialledUri uri) =>
        uri.PhoneContext is { } context && context.StartsWith(Indonesia, StringComparison.Ordinal)
        && context[Indonesia.Length..] is { Length: 2 or 3 } area && area.All(char.IsAsciiDigit)
            ? "0" + area
            : null;

    /// <summary>The first entry; the original target.</summary>
    private static string? First(IReadOnlyList<string>? values)
    {
        if (values is not { Count: > 0 })
        {
            return null;
        }

        var (quoted, bracket) = (false, false);
        for (var i = 0; i < values[0].Length; i++)
        {
            switch (values[0][i])
            {
                case '\\' when quoted:
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case '<' when !quoted:
                    bracket = true;
                    break;
                case '>' when !quoted:
                    bracket = false;
                    break;
                case ',' when !quoted && !bracket:
                    return values[0][..i];
                default:
                    break;
            }
        }

        return values[0];
    }
}
