using System.Net;
using System.Net.Sockets;
using System.Text;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;

namespace Gateway.Sip.Headers;

/// <summary>One Via element (RFC 3261 §20.42, RFC 3581).</summary>
/// <param name="Transport">"UDP", "TCP", …, upper case.</param>
/// <param name="Host">sent-by host without brackets.</param>
/// <param name="Port">sent-by port, null when absent.</param>
/// <param name="Parameters">In wire order, values as on the wire (quotes included); value null for flags.</param>
public sealed record Via(string Transport, string Host, int? Port, IReadOnlyList<KeyValuePair<string, string?>> Parameters)
{
    /// <summary>Begins every branch made by RFC 3261 §8.1.1.7.</summary>
    public const string MagicCookie = "z9hG4bK";

    public string? Branch => Parameter("branch");

    /// <summary>
    /// True when the branch alone identifies the transaction (§17.2.3): the cookie and something behind it. Else RFC 2543 matching.
    /// </summary>
    public bool HasUniqueBranch => Branch is { } branch && branch.Length > MagicCookie.Length
        && branch.StartsWith(MagicCookie, StringComparison.OrdinalIgnoreCase);

    public string? Received => Parameter("received");

    public bool HasRport => HeaderParameters.Has(Parameters, "rport");

    /// <summary>The port in rport=, null when it is a flag, absent or not a port.</summary>
    public int? Rport => Parameter("rport") is { } text && ushort.TryParse(text, out var port) ? port : null;

    public string? Maddr => Parameter("maddr");

    /// <summary>0 to 255, null when absent or not readable.</summary>
    public int? Ttl => Parameter("ttl") is { } text && byte.TryParse(text, out var ttl) ? ttl : null;

    /// <summary>Value without quotes; null for a flag and when absent.</summary>
    public string? Parameter(string name) => HeaderParameters.Find(Parameters, name);

    public Via With(string parameter, string? value) => this with { Parameters = HeaderParameters.With(Parameters, parameter, value) };

    /// <summary>
    /// What a server adds to the topmost Via: received when sent-by is not the packet's source (RFC 3261 §18.2.1); both received and rport
    /// when
    /// the client asked for rport (RFC 3581 §4).
    /// </summary>
    public Via WithSource(IPEndPoint source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var address = source.Address.IsIPv4MappedToIPv6 ? source.Address.MapToIPv4() : source.Address;
        var same = IPAddress.TryParse(Host, out var sentBy) && sentBy.Equals(address);
        var text = (address.AddressFamily == AddressFamily.InterNetworkV6 ? new IPAddress(address.GetAddressBytes()) : address).ToString();
        if (HasRport)
        {
            return With("received", text).With("rport", source.Port.ToString(null, null));
        }

        // A received that the client wrote itself would send our answer elsewhere.
        return same && Received is null ? this : With("received", text);
    }

    /// <exception cref="SipFormatException">Not readable.</exception>
    public static Via Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Parse(Encoding.UTF8.GetBytes(text));
    }

    public bool Equals(Via? other) => other is not null && Transport == other.Transport && Port == other.Port
        && Host.Equals(other.Host, StringComparison.OrdinalIgnoreCase) && HeaderParameters.AreEqual(Parameters, other.Parameters);

    public override int GetHashCode() =>
        HashCode.Combine(Transport, Port, Host.GetHashCode(StringComparison.OrdinalIgnoreCase), Parameters.Count);

    public override string ToString()
    {
        var text = new StringBuilder(96).Append("SIP/2.0/").Append(Transport).Append(' ');
        text.Append(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host);
        if (Port is { } port)
        {
            text.Append(':').Append(port);
        }

        HeaderParameters.Write(text, Parameters);
        return text.ToString();
    }

    /// <summary>Reads the first element of <paramref name="text"/>.</summary>
    internal static Via Parse(ReadOnlySpan<byte> text)
    {
        var cursor = new ByteCursor(text);
        if (!TryScanSentBy(ref cursor, out var transport, out var host, out var port))
        {
            throw new SipFormatException($"Via is not readable: '{SipCharacters.Text(text)}'");
        }

        return new Via(TransportName(transport), Encoding.ASCII.GetString(host), port < 0 ? null : port, HeaderParameters.Read(ref cursor));
    }

    /// <summary>Passes over one element; the cursor then stands at its comma or at the end.</summary>
    internal static bool TrySkip(ref ByteCursor cursor) =>
        TryScanSentBy(ref cursor, out _, out _, out _) && HeaderParameters.Skip(ref cursor);

    private static bool TryScanSentBy(ref ByteCursor cursor, out ReadOnlySpan<byte> transport, out ReadOnlySpan<byte> host, out int port)
    {
        transport = host = default;
        port = -1;
        cursor.SkipLws();
        if (cursor.Token().IsEmpty || !cursor.TakeSeparator((byte)'/') || cursor.Token().IsEmpty || !cursor.TakeSeparator((byte)'/'))
        {
            return false;
        }

        transport = cursor.Token();
        if (transport.IsEmpty || !cursor.SkipLws())
        {
            return false;
        }

        if (cursor.Take((byte)'['))
        {
            host = cursor.TakeWhile(SipCharacters.Ipv6);
            if (!cursor.Take((byte)']'))
            {
                return false;
            }
        }
        else
        {
            host = cursor.TakeWhile(SipCharacters.Host);
        }

        if (host.IsEmpty)
        {
            return false;
        }

        if (cursor.TakeSeparator((byte)':'))
        {
            var start = cursor.Position;
            while (SipCharacters.IsDigit(cursor.Peek))
            {
                cursor.Position++;
            }

            if (!SipCharacters.TryNumber(cursor.Since(start), ushort.MaxValue, out var number))
            {
                return false;
            }

            port = (int)number;
        }

        return true;
    }

    private static string TransportName(ReadOnlySpan<byte> name) =>
        Ascii.EqualsIgnoreCase(name, "UDP"u8) ? "UDP"
        : Ascii.EqualsIgnoreCase(name, "TCP"u8) ? "TCP"
        : Ascii.EqualsIgnoreCase(name, "TLS"u8) ? "TLS"
        : Encoding.ASCII.GetString(name).ToUpperInvariant();
}
