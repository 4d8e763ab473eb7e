using System.Text;

namespace Gateway.Functional.Tests;

/// <summary>Good SIP messages with bytes changed, cut, doubled and spliced. One seed gives one sequence.</summary>
internal sealed class Mutations(int seed)
{
    private static readonly string[] Splices =
    [
        "\r\n", "\r\n ", "\n", "\r", "\"", "<", ">", ",", ";", "%00", "\0", "\\", ":", "=", "@", "[", "]", " ", "\t", "é",
        "99999999999999999999", "SIP/2.0",
        "Via: x\r\n", "Content-Length: 5\r\n", "Contact: *\r\n", "Require: foo\r\n", "To: <sip:x>;tag=1\r\n",
        "CSeq: 4294967296 INVITE\r\n",
        "P-Access-Network-Info: 3GPP-E-UTRAN-FDD; utran-cell-id-3gpp=", "Geolocation: <cid:", "Max-Forwards: 0\r\n",
        "Content-Type: multipart/mixed;boundary=\"\r\n",
    ];

    private readonly Random _random = new(seed);

    public int Next(int below) => _random.Next(below);

    /// <param name="protectedPrefix">Octets at the start that stay as they are.</param>
    public byte[] Mutate(string message, int protectedPrefix = 0)
    {
        var bytes = new List<byte>(Encoding.UTF8.GetBytes(message));
        for (var steps = 1 + _random.Next(5); steps > 0 && bytes.Count > protectedPrefix + 1; steps--)
        {
            var at = protectedPrefix + _random.Next(bytes.Count - protectedPrefix);
            var length = Math.Min(1 + _random.Next(40), bytes.Count - at);
            switch (_random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)_random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 3:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Splices[_random.Next(Splices.Length)]));
                    break;
                case 4:
                    bytes.InsertRange(at, Enumerable.Repeat((byte)"aZ0 ,;<\0"[_random.Next(8)], _random.Next(2000)));
                    break;
                default:
                    bytes[at] ^= (byte)(1 << _random.Next(8));
                    break;
            }
        }

        return [.. bytes];
    }
}
