using Gateway.Sip.Messages;

namespace Gateway.Sip.Headers;

/// <summary>
/// A service URN (RFC 5031, RFC 8147 for ecall, RFC 6881 §15 for test): "urn:service:sos.fire". Compares without case. A sub-service that
/// is not
/// registered means what stands before it, label by label: <see cref="Registered"/>.
/// </summary>
public sealed record ServiceUrn
{
    private const string Prefix = "urn:service:";

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "sos", "sos.ambulance", "sos.animal-control", "sos.ecall", "sos.ecall.automatic", "sos.ecall.manual", "sos.fire", "sos.gas",
            "sos.marine",
        "sos.mountain", "sos.physician", "sos.poison", "sos.police",
    };

    private ServiceUrn(string labels, bool isTest)
    {
        Labels = labels;
        IsTest = isTest;
    }

    public static readonly ServiceUrn Sos = new("sos", false);

    /// <summary>"sos", "sos.fire", "sos.country-specific.id.112": lower case, without "test.".</summary>
    public string Labels { get; }

    /// <summary>"urn:service:test.…": a test call (RFC 6881 §15), never to ring at a person.</summary>
    public bool IsTest { get; }

    public bool IsEmergency => Labels == "sos" || Labels.StartsWith("sos.", StringComparison.Ordinal);

    /// <summary>
    /// The registered service that it means: unknown labels taken off from the right; itself when nothing registered is left.
    /// </summary>
    public ServiceUrn Registered
    {
        get
        {
            for (var labels = Labels; labels.Length > 0; labels = labels[..Math.Max(0, labels.LastIndexOf('.'))])
            {
                if (Known.Contains(labels))
                {
                    return new ServiceUrn(labels, IsTest);
                }
            }

            return this;
        }
    }

    /// <summary>Null when the URI is no service URN. What stands behind ";" or "?" is overlooked.</summary>
    public static ServiceUrn? From(SipUri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        return From(uri.Text);
    }

    /// <summary>Null when the text is no service URN.</summary>
    public static ServiceUrn? From(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var labels = text[Prefix.Length..].Split([';', '?', '#'])[0].ToLowerInvariant().Trim('.');
        var isTest = labels.StartsWith("test.", StringComparison.Ordinal);
        labels = isTest ? labels["test.".Length..] : labels;
        return labels.Length > 0 && labels.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.') ? new ServiceUrn(labels, isTest)
            : null;
    }

    public SipUri ToUri() => SipUri.Parse(ToString());

    public override string ToString() => Prefix + (IsTest ? "test." : "") + Labels;
}
