using Gateway.Location.Numbers;
using Gateway.Location.Shapes;

namespace Gateway.Location.Tests;

/// <summary>The ranking of sources, and what happens to those that lose.</summary>
public sealed class LocationResolverTests
{
    private const string ManadoCell = "3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=510101F4A0A3B201;network-provided";
    private const string BitungCell = "3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=510101F4B0A3C101;network-provided";

    private static LocationAnswer Resolve(string? pidf = null, string? pani = null) => Fixtures.Resolver.Resolve(
        Fixtures.Evidence(pidf, pani));

    [Fact]
    public void A_cell_gives_area_place_and_uncertainty()
    {
        var answer = Resolve(pani: ManadoCell);
        Assert.Equal(
            ("71.71", "Kota Manado", LocationQuality.Cell, LocationSource.NetworkCell),
            (answer.AreaCode, answer.AreaName, answer.Quality, answer.DecidedBy));
        Assert.Equal((new Position(1.4748, 124.8421), 900d), (answer.Position, answer.Uncertainty));
        Assert.Equal("510-10/LTE/1F4A/0A3B201", answer.Detail);
        Assert.False(answer.Ambiguous);
    }

    [Fact]
    public void A_fix_goes_before_the_cell_that_agrees()
    {
        var answer = Resolve(Fixtures.Pidf(Fixtures.CircleShape(1.48, 124.85, 30)), ManadoCell);
        Assert.Equal((LocationSource.PidfDevice, LocationQuality.Device, 30d), (answer.DecidedBy, answer.Quality, answer.Uncertainty));
        Assert.Equal((LocationSource.NetworkCell, SetAsideReason.Agrees), (answer.SetAside[0].Source, answer.SetAside[0].Reason));
        Assert.False(answer.Ambiguous);
    }

    [Fact]
    public void A_fix_in_another_area_than_the_cell_decides_and_the_doubt_shows()
    {
        var answer = Resolve(Fixtures.Pidf(Fixtures.PointShape(1.5, 125.05)), ManadoCell);
        Assert.Equal("71.72", answer.AreaCode);
        Assert.True(answer.Ambiguous);
        Assert.Equal(["71.71"], answer.Neighbours);
        Assert.Equal(SetAsideReason.Disagrees, Assert.Single(answer.SetAside).Reason);
    }

    [Fact]
    public void A_fix_that_the_networks_cell_makes_impossible_is_set_aside()
    {
        var answer = Resolve(
            Fixtures.Pidf(Fixtures.PointShape(1.5, 125.195)), "3GPP-NR-TDD;utran-cell-id-3gpp=5101000A1B20123456A1;network-provided");
        Assert.Equal(("71.71", LocationSource.NetworkCell), (answer.AreaCode, answer.DecidedBy));
        Assert.Equal((LocationSource.PidfDevice, SetAsideReason.Contradicted), (answer.SetAside[0].Source, answer.SetAside[0].Reason));
    }

    [Fact]
    public void What_a_phone_says_of_its_cell_makes_no_fix_impossible()
    {
        var answer = Resolve(Fixtures.Pidf(Fixtures.PointShape(1.5, 125.195)), "3GPP-NR-TDD;utran-cell-id-3gpp=5101000A1B20123456A1");
        Assert.Equal(LocationSource.PidfDevice, answer.DecidedBy);
    }

    [Theory]
    [InlineData("<presence")]
    [InlineData("<presence/>")]
    [InlineData("")]
    public void A_garbled_pidf_falls_to_the_cell(string pidf)
    {
        var answer = Resolve(pidf, ManadoCell);
        Assert.Equal(("71.71", LocationSource.NetworkCell), (answer.AreaCode, answer.DecidedBy));
        Assert.Equal((LocationSource.PidfDevice, SetAsideReason.NotUnderstood), (answer.SetAside[0].Source, answer.SetAside[0].Reason));
    }

    [Fact]
    public void An_old_fix_is_weaker_than_the_cell()
    {
        var answer = Resolve(Fixtures.Pidf(Fixtures.PointShape(1.5, 124.85), timestamp: "2026-11-25T02:00:00Z"), ManadoCell);
        Assert.Equal(LocationSource.NetworkCell, answer.DecidedBy);
        Assert.Equal((LocationSource.PidfWeak, SetAsideReason.Agrees), (answer.SetAside[0].Source, answer.SetAside[0].Reason));
        Assert.Contains("60 min old", answer.SetAside[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fix_from_the_future_is_noted_and_used()
    {
        var answer = Resolve(Fixtures.Pidf(Fixtures.PointShape(1.5, 124.85), timestamp: "2026-11-25T04:00:00Z"), ManadoCell);
        Assert.Equal(LocationSource.PidfDevice, answer.DecidedBy);
        Assert.Contains("future", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_coarse_fix_is_weaker_than_the_cell() =>
        Assert.Equal(LocationSource.NetworkCell, Resolve(Fixtures.Pidf(Fixtures.CircleShape(1.5, 124.85, 20_000)), ManadoCell).DecidedBy);

    [Fact]
    public void A_low_confidence_widens_the_circle_to_95_percent()
    {
        var answer = Resolve(Fixtures.Pidf(Fixtures.CircleShape(1.5, 124.85, 100) + "<con:confidence>39.3</con:confidence>"));
        Assert.InRange(answer.Uncertainty!.Value, 243, 247); // 2.45 sigma from 1 sigma
    }

    [Fact]
    public void The_more_precise_of_two_fixes_decides()
    {
        var answer = Fixtures.Resolver.Resolve(Fixtures.Evidence() with
        {
            PidfBodies =
            [
                Fixtures.Bytes(Fixtures.Pidf(Fixtures.CircleShape(1.5, 124.85, 500))), Fixtures.Bytes(
                    Fixtures.Pidf(Fixtures.CircleShape(1.5, 124.95, 20))),
            ],
        });
        Assert.Equal(("71.06", 20d), (answer.AreaCode, answer.Uncertainty));
        Assert.Equal(["71.71"], answer.Neighbours);
    }

    [Fact]
    public void The_networks_cell_goes_before_the_phones()
    {
        var answer = Resolve(pani: $"3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=510101F4A0A3B201, {BitungCell}");
        Assert.Equal(("71.72", LocationSource.NetworkCell), (answer.AreaCode, answer.DecidedBy));
        Assert.True(answer.Ambiguous);
    }

    [Fact]
    public void An_unknown_cell_falls_to_its_area_and_an_unknown_area_to_the_trunk()
    {
        var area = Resolve(pani: "3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=510101F4A0FFFFFF");
        Assert.Equal(("71.71", LocationQuality.Area, LocationSource.CellArea), (area.AreaCode, area.Quality, area.DecidedBy));
        var nothing = Resolve(pani: "3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=51010FFFF0FFFFFF");
        Assert.Equal((null, LocationQuality.None, "71.71"), (nothing.AreaCode, nothing.Quality, nothing.DefaultArea));
        Assert.Equal(SetAsideReason.UnknownCell, Assert.Single(nothing.SetAside).Reason);
    }

    [Fact]
    public void A_cell_without_code_goes_by_the_map_and_is_ambiguous_at_the_border()
    {
        var answer = Resolve(pani: "3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=510101F4C0A3D101");
        Assert.Equal(("71.71", true), (answer.AreaCode, answer.Ambiguous));
        Assert.Equal(["71.06"], answer.Neighbours);
    }

    [Fact]
    public void A_cell_with_code_alone_has_no_place()
    {
        var answer = Resolve(pani: "3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=510101F4D0A3E101");
        Assert.Equal("71.06", answer.AreaCode);
        Assert.Null(answer.Position);
    }

    [Fact]
    public void Over_wifi_the_last_cell_counts_while_it_is_fresh()
    {
        LocationAnswer At(int age) => Fixtures.Resolver.Resolve(Fixtures.Evidence(pani: "IEEE-802.11;i-wlan-node-id=00155d3a7c10") with
        {
            CellularNetworkInfo = [$"3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=510101F4B0A3C101;cell-info-age={age}"],
        });
        Assert.Equal(LocationSource.CellularCell, At(37).DecidedBy);
        Assert.Equal(LocationSource.OldCell, At(900).DecidedBy);
    }

    [Theory]
    [InlineData("0438", null, "71.72", false)] // one centre has it
    [InlineData("0431", null, "71.71", true)] // shared with Tomohon; the trunk's centre is among them
    [InlineData("0431", "71.73", "71.73", false)] // the number belongs to a centre
    public void Hints_decide_when_nothing_else_does(string areaCode, string? centre, string expected, bool ambiguous)
    {
        var answer = Fixtures.Resolver.Resolve(Fixtures.Evidence() with { Dialled = Dialled(areaCode, centre) });
        Assert.Equal((expected, LocationQuality.Hint, ambiguous), (answer.AreaCode, answer.Quality, answer.Ambiguous));
    }

    [Fact]
    public void A_hint_never_outweighs_a_cell_nor_makes_it_doubtful()
    {
        var answer = Fixtures.Resolver.Resolve(Fixtures.Evidence(pani: ManadoCell) with { Dialled = Dialled("0438", "71.72") });
        Assert.Equal(("71.71", false), (answer.AreaCode, answer.Ambiguous));
        Assert.All(answer.SetAside, s => Assert.Equal(SetAsideReason.Disagrees, s.Reason));
    }

    [Fact]
    public void A_shared_area_code_chooses_nobody_when_the_trunk_belongs_elsewhere()
    {
        var answer = Fixtures.Resolver.Resolve(Fixtures.Evidence() with { TrunkCentre = "71.72", Dialled = Dialled("0431", null) });
        Assert.Null(answer.AreaCode);
        Assert.Equal(SetAsideReason.SharedAreaCode, Assert.Single(answer.SetAside).Reason);
    }

    [Fact]
    public void Nothing_at_all_is_the_trunks_default_with_quality_none()
    {
        var answer = Resolve();
        Assert.Equal((LocationQuality.None, LocationSource.TrunkDefault, "71.71"), (answer.Quality, answer.DecidedBy, answer.DefaultArea));
        Assert.Null(answer.AreaCode);
        Assert.Empty(answer.SetAside);
    }

    [Fact]
    public void A_caller_far_out_at_sea_has_a_place_and_no_area()
    {
        var answer = Resolve(Fixtures.Pidf(Fixtures.PointShape(3, 122)));
        Assert.Equal((null, new Position(3, 122), LocationQuality.None), (answer.AreaCode, answer.Position, answer.Quality));
        Assert.Equal(SetAsideReason.OutsideAreas, Assert.Single(answer.SetAside).Reason);
    }

    [Fact]
    public void A_reference_is_named_and_a_civic_address_is_kept()
    {
        var answer = Fixtures.Resolver.Resolve(Fixtures.Evidence(
            Fixtures.Pidf("<ca:civicAddress><ca:RD>Jalan Contoh</ca:RD></ca:civicAddress>"), ManadoCell) with
        {
            Geolocation = ["<cid:loc1@a>", "<https://lis.example/held/7f3c9>;loc-src=lis.example"],
        });
        Assert.Equal("RD=Jalan Contoh", answer.Civic);
        Assert.Equal(
            [(LocationSource.PidfDevice, SetAsideReason.CivicOnly), (LocationSource.Reference, SetAsideReason.NotFetched)],
            answer.SetAside.Select(s => (s.Source, s.Reason)));
        Assert.Equal("https://lis.example/held/7f3c9", answer.SetAside[1].Detail);
    }

    private static DialledNumber Dialled(string? areaCode, string? centre) =>
        new("0431112", "urn:service:sos", DialRule.NumberRule, "Request-URI", AreaCode: areaCode, Centre: centre);
}
