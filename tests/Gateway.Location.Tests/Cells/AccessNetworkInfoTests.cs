using CsCheck;
using Gateway.Location.Cells;

namespace Gateway.Location.Tests.Cells;

/// <summary>RFC 7315 §5.4, RFC 7913, layouts of TS 24.229 §7.2A.4.</summary>
public sealed class AccessNetworkInfoTests
{
    [Theory]
    [InlineData("3GPP-GERAN;cgi-3gpp=510102B674E21", "510-10/GSM/2B67/4E21")]
    [InlineData("3GPP-UTRAN-FDD;utran-cell-id-3gpp=510102B670A14E21", "510-10/UMTS/2B67/0A14E21")]
    [InlineData("3GPP-UTRAN-FDD;utran-sai-3gpp=510102B674E21;network-provided", "510-10/SAI/2B67/4E21")]
    [InlineData("3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=510101F4A0A3B201", "510-10/LTE/1F4A/0A3B201")]
    [InlineData("3GPP-E-UTRAN-TDD; utran-cell-id-3gpp = \"510101f4a0a3b201\"", "510-10/LTE/1F4A/0A3B201")]
    [InlineData("3GPP-NR-TDD;utran-cell-id-3gpp=5101000A1B20123456A1", "510-10/NR/00A1B2/0123456A1")]
    [InlineData("3GPP-NR-TDD;nr-cell-id-3gpp=5101000A1B20123456A1", "510-10/NR/00A1B2/0123456A1")]
    [InlineData("3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=3104101F4A0A3B201", "310-410/LTE/1F4A/0A3B201")]
    [InlineData("3GPP-NR-FDD;utran-cell-id-3gpp=510101F4A0A3B201", "510-10/LTE/1F4A/0A3B201")]
    [InlineData("3gpp-e-utran-fdd;x=y;network-provided;UTRAN-CELL-ID-3GPP=510101F4A0A3B201", "510-10/LTE/1F4A/0A3B201")]
    public void A_cell_id_is_read_in_every_layout(string header, string expected) =>
        Assert.Equal(expected, Assert.Single(AccessNetworkInfo.Parse(header)).Cell?.ToString());

    [Fact]
    public void A_routing_area_under_the_cells_name_is_an_area_not_a_cell() =>
        Assert.Equal("510-10/UMTS/2B67/*", AccessNetworkInfo.Parse("3GPP-UTRAN;utran-cell-id-3gpp=510102B6701AB")[0].Cell?.ToString());

    [Theory]
    [InlineData("IEEE-802.11;i-wlan-node-id=00155d3a7c10;country=ID")]
    [InlineData("ADSL;dsl-location=\"bras1.mdo 3/0/7:35.100, x; y\";network-provided")]
    public void Access_without_a_cell_is_no_fault(string header) =>
        Assert.Equal(AccessNetworkInfo.NoCell, Assert.Single(AccessNetworkInfo.Parse(header)).Problem);

    [Theory]
    [InlineData("3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=51010")]
    [InlineData("3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=51010XXXX0A3B201")]
    [InlineData("3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=")]
    [InlineData("3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=AAAAA1F4A0A3B201")]
    public void A_cell_id_of_no_layout_has_a_reason(string header)
    {
        var info = Assert.Single(AccessNetworkInfo.Parse(header));
        Assert.Null(info.Cell);
        Assert.Contains("no known layout", info.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_networks_own_word_comes_first()
    {
        var infos = AccessNetworkInfo.Parse(
            "3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=510101F4A0A3B201, 3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=510101F4A0A3B202;network-provided");
        Assert.Equal(["510-10/LTE/1F4A/0A3B202", "510-10/LTE/1F4A/0A3B201"], infos.Select(i => i.Cell.ToString()));
        Assert.Equal([true, false], infos.Select(i => i.NetworkProvided));
    }

    [Theory]
    [InlineData("37", true)]
    [InlineData("300", true)]
    [InlineData("301", false)]
    [InlineData("soon", false)]
    public void A_cell_seen_more_than_300_s_ago_is_not_fresh(string age, bool fresh) =>
        Assert.Equal(
            fresh, AccessNetworkInfo.Parse($"3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=510101F4A0A3B201;cell-info-age={age}")[0].IsFresh);

    [Fact]
    public void Every_cell_survives_the_way_through_a_header() =>
        Gen.Select(Gen.UInt[0, 0xFFFF], Gen.ULong[0, 0xFFFFFFF], Gen.Bool, Gen.Bool).Sample((area, cell, quoted, lower) =>
        {
            var value = $"51010{area:X4}{cell:X7}";
            value = lower ? value.ToLowerInvariant() : value;
            value = quoted ? $"\"{value}\"" : value;
            Assert.Equal(
                new CellId("510-10", Rat.Lte, area, cell), AccessNetworkInfo.Parse($"3GPP-E-UTRAN-FDD;utran-cell-id-3gpp={value}")[0].Cell);
        });
}
