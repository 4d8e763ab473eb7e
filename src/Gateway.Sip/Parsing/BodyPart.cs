using System.Text;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;

namespace Gateway.Sip.Parsing;

/// <summary>One body part, or the whole body where it is not multipart.</summary>
/// <param name="Headers">The part's own headers; for a whole body those of the message.</param>
/// <param name="Content">Byte for byte as on the wire.</param>
/// <param name="Type">Content-Type; null when absent or not readable.</param>
public sealed record BodyPart(HeaderList Headers, ReadOnlyMemory<byte> Content, MediaType? Type)
{
    /// <summary>Content-ID without angle brackets, as a cid: URI names it (RFC 2392); null when absent.</summary>
    public string? ContentId => Headers["Content-ID"]?.Trim().TrimStart('<').TrimEnd('>');

    public ContentDisposition? Disposition => ContentDisposition.Of(Headers);

    public bool Is(string mediaType) => Type is not null && Type.Name.Equals(mediaType, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// <see cref="Content"/> with base64 taken off. SIP bodies are 8-bit clean (RFC 3261 §7.4.1), but gateways in front send base64. What
    /// is no base64
    /// comes back as it is.
    /// </summary>
    public ReadOnlyMemory<byte> DecodedContent
    {
        get
        {
            if (!"base64".Equals(Headers["Content-Transfer-Encoding"]?.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                return Content;
            }

            var decoded = new byte[(Content.Length * 3 / 4) + 3];
            return Convert.TryFromBase64String(Encoding.ASCII.GetString(Content.Span), decoded, out var length)
                ? decoded.AsMemory(0, length) : Content;
        }
    }
}

/// <summary>The parts of a body.</summary>
/// <param name="Parts">Those that are not multipart themselves, in wire order over all levels.</param>
/// <param name="Dropped">Parts left out because of a limit.</param>
public sealed record BodyParts(IReadOnlyList<BodyPart> Parts, int Dropped);
