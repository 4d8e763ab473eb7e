using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Gateway.Sip.Messages;

namespace Gateway.Sip.Transport.Tls;

/// <summary>Who a certificate says its owner is (RFC 5922 §7.1).</summary>
internal static class PeerNames
{
    private static readonly Asn1Tag DnsName = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag Uri = new(TagClass.ContextSpecific, 6);
    private static readonly Asn1Tag Address = new(TagClass.ContextSpecific, 7);

    /// <summary>Lower case, without doubles; empty when it names nobody or cannot be read.</summary>
    public static IReadOnlyList<string> Of(X509Certificate2 certificate)
    {
        var extension = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        if (extension is null)
        {
            return certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) is { Length: > 0 } name ? [name.ToLowerInvariant()] : [];
        }

        try
        {
            return [.. Read(extension.RawData).Select(n => n.ToLowerInvariant()).Distinct()];
        }
        catch (AsnContentException)
        {
            return [];
        }
    }

    private static List<string> Read(byte[] extension)
    {
        var names = new List<string>();
        var reader = new AsnReader(extension, AsnEncodingRules.DER).ReadSequence();
        while (reader.HasData)
        {
            var tag = reader.PeekTag();
            if (tag.HasSameClassAndValue(DnsName))
            {
                names.Add(reader.ReadCharacterString(UniversalTagNumber.IA5String, DnsName));
            }
            else if (tag.HasSameClassAndValue(Uri))
            {
                var text = reader.ReadCharacterString(UniversalTagNumber.IA5String, Uri);
                names.Add(text);

                // A SIP URI with a user names a user, not a domain.
                if (SipUri.TryParse(text, out var uri) && uri is { IsSip: true, User: null, Host.Length: > 0 })
                {
                    names.Add(uri.Host);
                }
            }
            else if (tag.HasSameClassAndValue(Address))
            {
                if (reader.ReadOctetString(Address) is { Length: 4 or 16 } bytes)
                {
                    names.Add(new IPAddress(bytes).ToString());
                }
            }
            else
            {
                reader.ReadEncodedValue();
            }
        }

        return names;
    }
}
