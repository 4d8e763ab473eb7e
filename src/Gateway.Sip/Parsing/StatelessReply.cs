using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;

namespace Gateway.Sip.Parsing;

/// <summary>
/// Responses without a transaction (RFC 3261 §8.2.7): the request's Vias with received and rport, From, To with a tag, Call-ID, CSeq,
/// Timestamp. The
/// tag depends on the request alone, so that a retransmission gets the same answer. Any thread.
/// </summary>
public static class StatelessReply
{
    private static readonly string[] CopiedNames = ["Via", "From", "To", "Call-ID", "CSeq", "Timestamp"];

    /// <param name="source">Where the packet came from.</param>
    /// <param name="reasonPhrase">Null: the RFC's phrase.</param>
    /// <param name="toTag">Null: derived from the request.</param>
    public static SipResponse To(
        SipRequest request, IPEndPoint source, int statusCode, string? reasonPhrase = null, string? toTag = null,
        IEnumerable<HeaderField>? further = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Build(Copied(request.Headers), source, statusCode, reasonPhrase, toTag, further);
    }

    /// <summary>Null when the rejection is not <see cref="ParseRejection.IsAnswerable"/>.</summary>
    public static SipResponse? To(ParseRejection rejection, IPEndPoint source, string? toTag = null)
    {
        ArgumentNullException.ThrowIfNull(rejection);
        return rejection.IsAnswerable
            ? Build(Copied(rejection.ReadableHeaders), source, rejection.StatusCode, rejection.ReasonPhrase, toTag, null)
            : null;
    }

    internal static HeaderList Copied(HeaderList headers)
    {
        var copy = new HeaderList();
        foreach (var field in headers)
        {
            if (CopiedNames.Contains(field.Name, StringComparer.OrdinalIgnoreCase))
            {
                copy.Add(field.Name, field.Value);
            }
        }

        return copy;
    }

    private static SipResponse Build(
        HeaderList headers, IPEndPoint source, int statusCode, string? reasonPhrase, string? toTag, IEnumerable<HeaderField>? further)
    {
        AddSource(headers, source);
        if (statusCode > 100)
        {
            AddTag(headers, toTag);
        }

        foreach (var field in further ?? [])
        {
            headers.Add(field.Name, field.Value);
        }

        return new SipResponse(statusCode, reasonPhrase ?? StatusCode.ReasonPhrase(statusCode)) { Headers = headers };
    }

    private static void AddSource(HeaderList headers, IPEndPoint source)
    {
        if (headers["Via"] is not { } line)
        {
            return;
        }

        var elements = CommaList.Split(line).ToList();
        try
        {
            elements[0] = Via.Parse(elements[0]).WithSource(source).ToString();
            headers.SetFirst("Via", string.Join(", ", elements));
        }
        catch (SipFormatException)
        {
            // The rest of the line was the trouble; as it came is the best that can be sent back.
        }
    }

    private static void AddTag(HeaderList headers, string? toTag)
    {
        if (headers["To"] is not { } line)
        {
            return;
        }

        try
        {
            var to = NameAddress.Parse(Encoding.UTF8.GetBytes(line), strict: false);
            if (to.Tag is null)
            {
                headers.SetFirst("To", to.WithTag(toTag ?? TagOf(headers)).ToString());
            }
        }
        catch (SipFormatException)
        {
            // An unreadable To is sent back as it came.
        }
    }

    private static string TagOf(HeaderList headers)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{headers["Via"]}\n{headers["From"]}\n{headers["Call-ID"]}\n{headers["CSeq"]}"));
        return BinaryPrimitives.ReadUInt64BigEndian(hash).ToString("x16", null);
    }
}
