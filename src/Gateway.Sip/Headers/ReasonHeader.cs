using System.Globalization;
using System.Text;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;

namespace Gateway.Sip.Headers;

/// <summary>One value of Reason (RFC 3326): why a request was sent, or a call refused.</summary>
/// <param name="Protocol">"SIP", "Q.850", "X.int", ….</param>
/// <param name="Cause">Null when absent or no number.</param>
/// <param name="Text">Without quotes; null when absent.</param>
public sealed record ReasonHeader(string Protocol, int? Cause, string? Text = null)
{
    public bool IsQ850 => Protocol.Equals("Q.850", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="SipFormatException">Not readable.</exception>
    public static ReasonHeader Parse(string text)
    {
        var value = ParameterizedValue.Parse(text);
        return new ReasonHeader(
            value.Value,
            int.TryParse(value.Parameter("cause"), NumberStyles.None, CultureInfo.InvariantCulture, out var cause) ? cause : null,
            value.Parameter("text"));
    }

    /// <summary>The readable ones, in wire order.</summary>
    public static IReadOnlyList<ReasonHeader> Of(HeaderList headers) => HeaderElements.Readable(headers, "Reason", Parse);

    public override string ToString()
    {
        var text = new StringBuilder(Protocol);
        if (Cause is { } cause)
        {
            text.Append(CultureInfo.InvariantCulture, $";cause={cause}");
        }

        return Text is null ? text.ToString() : text.Append(";text=").Append(QuotedText.Quote(Text)).ToString();
    }
}
