namespace Gateway.Location.Numbers;

/// <summary>Service URNs (RFC 5031) as they come: any case, with parameters, with sub-services that nobody knows.</summary>
public static class ServiceUrn
{
    /// <summary>An emergency, nothing more said.</summary>
    public const string Sos = "urn:service:sos";

    /// <summary>Emergency numbers where configuration names none.</summary>
    public static readonly IReadOnlyList<string> DefaultNumbers = ["112"];

    private const string Test = "urn:service:test.";
    private const string NenaPrefix = "urn:emergency:service:";

    // IANA's sub-services of sos, and ecall's of RFC 8147.
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "sos.ambulance", "sos.animal-control", "sos.ecall", "sos.ecall.automatic", "sos.ecall.manual", "sos.fire", "sos.gas", "sos.marine",
        "sos.mountain", "sos.physician", "sos.poison", "sos.police",
    };

    /// <summary>Reads an emergency URN, also a test's (<c>urn:service:test.sos</c>, RFC 6881 §15).</summary>
    /// <param name="service">Known service in lower case: labels are taken off from the right until one is known.</param>
    /// <param name="digits">Dialled digits of <c>sos.country-specific.id.112</c>, or null.</param>
    public static bool TryParse(string text, out string service, out bool isTest, out string? digits)
    {
        ArgumentNullException.ThrowIfNull(text);
        (service, isTest, digits) = (Sos, false, null);
        var urn = text.Trim().Split(';', '?', '#', '>')[0].Trim().ToLowerInvariant();
        if (urn.StartsWith(NenaPrefix, StringComparison.Ordinal))
        {
            urn = "urn:service:" + urn[NenaPrefix.Length..];
        }

        if (urn.StartsWith(Test, StringComparison.Ordinal))
        {
            isTest = true;
            urn = "urn:service:" + urn[Test.Length..];
        }

        if (urn != Sos && !urn.StartsWith(Sos + ".", StringComparison.Ordinal))
        {
            isTest = false;
            return false;
        }

        var labels = urn["urn:service:".Length..].Split('.');
        if (labels is [_, "country-specific", _, .. var rest] && rest.Length > 0 && rest.All(r => r.All(char.IsAsciiDigit)))
        {
            digits = string.Concat(rest);
        }

        for (var count = labels.Length; count > 1; count--)
        {
            var name = string.Join('.', labels.Take(count));
            if (Known.Contains(name))
            {
                service = "urn:service:" + name;
                return true;
            }
        }

        return true;
    }
}
