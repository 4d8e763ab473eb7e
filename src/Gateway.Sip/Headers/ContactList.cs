using System.Globalization;
using Gateway.Sip.Messages;

namespace Gateway.Sip.Headers;

/// <summary>All Contacts of a message (RFC 3261 §20.10, §10.3).</summary>
/// <param name="IsStar">"Contact: *": all bindings. Alone it must stand (§10.2.2): see <paramref name="Addresses"/>.</param>
/// <param name="Addresses">The readable ones, in wire order.</param>
/// <param name="Unreadable">Elements that are no name-addr, or beyond 64.</param>
public sealed record ContactList(bool IsStar, IReadOnlyList<NameAddress> Addresses, int Unreadable)
{
    public static ContactList Of(HeaderList headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        var addresses = new List<NameAddress>();
        var star = false;
        var unreadable = 0;
        var seen = 0;
        foreach (var element in headers.Values("Contact"))
        {
            if (element == "*")
            {
                star = true;
                continue;
            }

            try
            {
                if (++seen > HeaderElements.Limit)
                {
                    unreadable++;
                }
                else
                {
                    addresses.Add(NameAddress.Parse(element));
                }
            }
            catch (SipFormatException)
            {
                unreadable++;
            }
        }

        return new ContactList(star, addresses, unreadable);
    }

    /// <summary>Seconds asked for that contact: its expires parameter, else the Expires header, else null.</summary>
    public static uint? ExpiresOf(NameAddress contact, HeaderList headers)
    {
        ArgumentNullException.ThrowIfNull(contact);
        return ExpiresHeader.Parse(contact.Parameter("expires")) ?? ExpiresHeader.Of(headers);
    }

    /// <summary>q, 0 to 1; 1 when absent or not readable (§20.10).</summary>
    public static double QOf(NameAddress contact)
    {
        ArgumentNullException.ThrowIfNull(contact);
        return double.TryParse(contact.Parameter("q"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var q)
            && q is >= 0 and <= 1
            ? q
            : 1;
    }
}
