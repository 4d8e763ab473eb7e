using System.Buffers.Binary;

namespace Gateway.Storage.Tests;

internal static class Salts
{
    /// <summary>Salts that are the same in every run.</summary>
    public static Func<byte[]> Counting()
    {
        long next = 0;
        return () =>
        {
            var salt = new byte[16];
            BinaryPrimitives.WriteInt64BigEndian(salt, ++next);
            return salt;
        };
    }
}
