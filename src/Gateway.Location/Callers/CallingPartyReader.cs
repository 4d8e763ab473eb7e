using System.Text.RegularExpressions;
using Gateway.Location.Numbers;
using PhoneNumbers;

namespace Gateway.Location.Callers;

/// <summary>
/// Reads who is calling: P-Asserted-Identity, then Remote-Party-ID, then From; numbers become E.164 by the rules of a region. Never throws.
/// Immutable, thread-safe. The first one made loads number metadata (some 100 ms): make it at start.
/// </summary>
public sealed partial class CallingPartyReader
{
    private static readonly string[] NoIdentity = ["anonymous", "unavailable", "unknown", "restricted", "private", "withheld", "-", ""];

    /// <summary>Fewer digits are a short code, not a subscriber.</summary>
    private const int LeastDigits = 7;

    private readonly IReadOnlyList<PseudoNumberRule> _pseudoNumbers;
    private readonly IReadOnlyList<string> _emergencyNumbers;
    private readonly string _region;
    private readonly PhoneNumberUtil _numbers = PhoneNumberUtil.GetInstance();

    /// <param name="pseudoNumbers">The trunk's.</param>
    /// <param name="region">ISO 3166 code for numbers in national form.</param>
    /// <param name="emergencyNumbers">Null: <see cref="ServiceUrn.DefaultNumbers"/>.</param>
    public CallingPartyReader(
        IReadOnlyList<PseudoNumberRule>? pseudoNumbers = null, string region = "ID", IReadOnlyList<string>? emergencyNumbers = null)
    {
        _pseudoNumbers = pseudoNumbers ?? [];
        _region = region;
        _emergencyNumbers = emergencyNumbers ?? ServiceUrn.DefaultNumbers;
        E164("02112345678");
    }

    public CallingParty Read(CallingPartyEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        var candidates = evidence.AssertedIdentities.Select(i => (Source: "P-Asserted-Identity", Value: i))
            .Append(("Remote-Party-ID", evidence.RemotePartyId ?? ""))
            .Append(("From", evidence.From))
            .Select(c => (c.Item1, c.Item2, Party: Classify(c.Item2)))
            .ToList();

        // Two asserted identities are legal (sip and tel): the best kind wins, the order of trust decides among equals.
        var (source, text, party) = candidates.OrderBy(c => c.Party.Kind).First();
        var display = DialledUri.DisplayName(text) ?? DialledUri.DisplayName(evidence.From);
        return new CallingParty(
            party.Kind,
            party.Number,
            party.Kind == CallingPartyKind.Number && party.Number is not null,
            source,
            DialledUri.Bare(evidence.From),
            evidence.AssertedIdentities.Select(DialledUri.Bare).FirstOrDefault(),
            display is null || NoIdentity.Contains(display.ToLowerInvariant()) ? null : display,
            IsRestricted(evidence),
            DeviceId(evidence.Contact),
            party.Imei7);
    }

    private (CallingPartyKind Kind, string? Number, string? Imei7) Classify(string value)
    {
        var uri = DialledUri.Parse(value);
        var user = uri.Number;
        if (NoIdentity.Contains(user.ToLowerInvariant())
            || uri.Uri.EndsWith(".invalid", StringComparison.OrdinalIgnoreCase) && !HasDigit(user))
        {
            return (CallingPartyKind.Anonymous, null, null);
        }

        foreach (var rule in _pseudoNumbers)
        {
            if (rule.Matches(user, out var imei7))
            {
                return (CallingPartyKind.PseudoNumber, null, imei7);
            }
        }

        if (!user.All(c => char.IsAsciiDigit(c) || c == '+'))
        {
            return (CallingPartyKind.Address, null, null);
        }

        return user.Count(char.IsAsciiDigit) < LeastDigits || _emergencyNumbers.Contains(user)
            ? (CallingPartyKind.ShortCode, null, null)
            : E164(user) is { } number ? (CallingPartyKind.Number, number, null) : (CallingPartyKind.Address, null, null);
    }

    /// <summary>National, international with + or 00, or country code without +; null when no such number can exist.</summary>
    private string? E164(string number)
    {
        var country = "+" + _numbers.GetCountryCodeForRegion(_region);
        string[] readings = number.StartsWith('+') ? [number]
            : number.StartsWith("00", StringComparison.Ordinal) ? ["+" + number[2..]]
            : number.StartsWith(country[1..], StringComparison.Ordinal) ? ["+" + number, number]
            : [number, "+" + number];
        foreach (var reading in readings)
        {
            try
            {
                var parsed = _numbers.Parse(reading, _region);
                if (_numbers.IsPossibleNumber(parsed))
                {
                    return _numbers.Format(parsed, PhoneNumberFormat.E164);
                }
            }
            catch (NumberParseException)
            {
                // The next reading.
            }
        }

        return null;
    }

    private static bool IsRestricted(CallingPartyEvidence evidence)
    {
        var wishes = (evidence.Privacy ?? "").Split([';', ',', ' '], StringSplitOptions.RemoveEmptyEntries);
        return wishes.Any(w => w.Equals("id", StringComparison.OrdinalIgnoreCase)
                || w.Equals("user", StringComparison.OrdinalIgnoreCase)
                || w.Equals("header", StringComparison.OrdinalIgnoreCase))
            || evidence.RemotePartyId?.Contains("privacy=full", StringComparison.OrdinalIgnoreCase) == true
            || DialledUri.Bare(evidence.From).Contains("anonymous@", StringComparison.OrdinalIgnoreCase);
    }

    private static string? DeviceId(string? contact)
    {
        if (contact is null)
        {
            return null;
        }

        var match = Instance().Match(contact.Length > 2048 ? contact[..2048] : contact);
        if (!match.Success)
        {
            return null;
        }

        var urn = match.Groups["urn"].Value.ToLowerInvariant();
        const string imei = "urn:gsma:imei:";
        return urn.StartsWith(imei, StringComparison.Ordinal) ? "imei:" + urn[imei.Length..].Split(';')[0] : urn;
    }

    private static bool HasDigit(string text) => text.Any(char.IsAsciiDigit);

    [GeneratedRegex("""\+sip\.instance\s*=\s*"?\s*<(?<urn>urn:[^>"]{1,100})>""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Instance();
}
