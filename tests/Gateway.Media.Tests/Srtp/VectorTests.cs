using Gateway.Media.Srtp;

namespace Gateway.Media.Tests.Srtp;

/// <summary>The vectors of RFC 3711 appendix B and of RFC 7714 §16 and §17, and a packet of libsrtp's own test.</summary>
public sealed class VectorTests
{
    private const string Gallia = "47616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573";
    private const string RtpHeader = "8040f17b8041f8d35501a0b2";
    private const string ReportHeader = "81c8000d4d617273";
    private const string Report = "4e5450314e545032525450200000042a0000e9304c756e61deadbeefdeadbeefdeadbeefdeadbeefdeadbeef";
    private const string Key128 = "000102030405060708090a0b0c0d0e0f";
    private const string Key256 = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private const string Salt = "517569642070726f2071756f";
    private const uint ReportIndex = 0x5d4;

    [Fact]
    public void Rfc3711_B_2_key_stream_to_its_end()
    {
        var key = Hex("2B7E151628AED2A6ABF7158809CF4F3C");
        using var cipher = new AesCmCipher(key, Hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD"), new byte[20], 10);
        var stream = new byte[12 + (0xFF02 * 16)];
        cipher.Seal(stream, 12, ssrc: 0, index: 0, word: 0, new byte[10]);

        string Block(int number) => Convert.ToHexString(stream, 12 + (number * 16), 16);
        Assert.Equal("E03EAD0935C95E80E166B16DD92B4EB4", Block(0));
        Assert.Equal("D23513162B02D0F72A43A2FE4A5F97AB", Block(1));
        Assert.Equal("41E95B3BB0A2E8DD477901E4FCA894C0", Block(2));
        Assert.Equal("EC8CDF7398607CB0F2D21675EA9EA1E4", Block(0xFEFF));
        Assert.Equal("362B7C3C6773516318A077D7FC5073AE", Block(0xFF00));
        Assert.Equal("6A2CC3787889374FBEB4C81B17BA6C44", Block(0xFF01));
    }

    [Theory]
    [InlineData(SrtpKeyLabel.Encryption, "C61E7A93744F39EE10734AFE3FF7A087")]
    [InlineData(SrtpKeyLabel.Salt, "30CBBC08863D8C85D49DB34A9AE1")]
    [InlineData(SrtpKeyLabel.Authentication, "CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4")]
    internal void Rfc3711_B_3_key_derivation(SrtpKeyLabel label, string expected)
    {
        var key = new byte[expected.Length / 2];
        SrtpKeyDerivation.Derive(Hex("E1F97A0D3E018BE0D64FA32C06DE4139"), Hex("0EC675AD498AFEEBB6960B3AABE6"), label, key);
        Assert.Equal(expected, Convert.ToHexString(key));
    }

    [Theory]
    [InlineData(
        Key128,
        "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833",
        "899d7f27beb16a9152cf765ee4390cce")]
    [InlineData(
        Key256,
        "32b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f1ba63799b87b",
        "7aa3db36dfffd6b0f9bb7878d7a76c13")]
    public void Rfc7714_16_rtp(string key, string cipherText, string tag)
    {
        using var cipher = new AesGcmCipher(Hex(key), Hex(Salt), rtcp: false);
        var (packet, made) = (Hex(RtpHeader + Gallia), new byte[16]);
        cipher.Seal(packet, 12, 0x5501a0b2, 0xf17b, 0, made);
        Assert.Equal((RtpHeader + cipherText, tag), (Text(packet), Text(made)));

        Assert.True(cipher.TryOpen(packet, 12, true, 0x5501a0b2, 0xf17b, 0, made));
        Assert.Equal(RtpHeader + Gallia, Text(packet));
    }

    [Theory]
    [InlineData(
        Key128,
        "63e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda4ce09b4686303ded0bb9275b",
        "c84aa45896cf4d2fc5abf87245d9eade")]
    [InlineData(
        Key256,
        "d50ae4d1f5ce5d304ba297e47d470c282c3ece5dbffe0a50a2eaa5c1110555be8415f658c61de0476f1b6fad",
        "1d1eb30c4446839f57ff6f6cb26ac3be")]
    public void Rfc7714_17_rtcp(string key, string cipherText, string tag)
    {
        using var cipher = new AesGcmCipher(Hex(key), Hex(Salt), rtcp: true);
        var (packet, made) = (Hex(ReportHeader + Report), new byte[16]);
        var word = 0x8000_0000 | ReportIndex;
        cipher.Seal(packet, 8, 0x4d617273, ReportIndex, word, made);
        Assert.Equal((ReportHeader + cipherText, tag), (Text(packet), Text(made)));

        Assert.True(cipher.TryOpen(packet, 8, true, 0x4d617273, ReportIndex, word, made));
        Assert.Equal(ReportHeader + Report, Text(packet));
    }

    [Fact]
    public void Rfc7714_17_3_rtcp_that_is_only_authenticated()
    {
        using var cipher = new AesGcmCipher(Hex(Key128), Hex(Salt), rtcp: true);
        var packet = Hex(ReportHeader + Report);
        Assert.True(cipher.TryOpen(packet, 8, false, 0x4d617273, ReportIndex, ReportIndex, Hex("841dd9683dd78ec92ae58790125f62b3")));
        Assert.Equal(ReportHeader + Report, Text(packet));
        packet[20] ^= 1;
        Assert.False(cipher.TryOpen(packet, 8, false, 0x4d617273, ReportIndex, ReportIndex, Hex("841dd9683dd78ec92ae58790125f62b3")));
    }

    [Fact]
    public void Libsrtp_packet_from_master_key_to_wire_and_back()
    {
        var key = new SrtpKey(SrtpSuite.AesCm128HmacSha1Tag80, Hex("E1F97A0D3E018BE0D64FA32C06DE41390EC675AD498AFEEBB6960B3AABE6"));
        using var sender = new SrtpSender(key);
        using var receiver = new SrtpReceiver(key);
        const string Clear = "800f1234decafbadcafebabeabababababababababababababababab";
        var wire = new byte[100];
        wire = wire[..sender.Protect(Hex(Clear), wire)];
        Assert.Equal("800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb", Text(wire));
        Assert.Equal(SrtpVerdict.Accepted, receiver.Unprotect(wire, out var length));
        Assert.Equal(Clear, Text(wire.AsSpan(0, length)));

        // libsrtp counts from 1, the RFC from 0 (§3.4).
        const string ClearReport = "81c8000bcafebabeabababababababababababababababab";
        var report = new byte[100];
        sender.ProtectRtcp(Hex(ClearReport), report);
        report = report[..sender.ProtectRtcp(Hex(ClearReport), report)];
        Assert.Equal("81c8000bcafebabe7128035be487b9bdbef89041f977a5a880000001993e08cd54d6c1230798", Text(report));
        Assert.Equal(SrtpVerdict.Accepted, receiver.UnprotectRtcp(report, out length));
        Assert.Equal(ClearReport, Text(report.AsSpan(0, length)));
    }

    private static byte[] Hex(string text) => Convert.FromHexString(text);

    private static string Text(ReadOnlySpan<byte> octets) => Convert.ToHexStringLower(octets);
}
