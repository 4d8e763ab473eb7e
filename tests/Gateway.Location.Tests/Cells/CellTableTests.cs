using Gateway.Location.Cells;
using Gateway.Location.Shapes;

namespace Gateway.Location.Tests.Cells;

public sealed class CellTableTests
{
    private static readonly CellId Known = new("510-10", Rat.Lte, 0x1F4A, 0x0A3B201);

    [Fact]
    public void The_cell_itself_is_found()
    {
        Assert.Equal(CellMatch.Cell, Fixtures.Cells.Find(Known, out var row));
        Assert.Equal(("71.71", 900d), (row!.AreaCode, row.Range));
    }

    [Fact]
    public void A_cell_that_is_not_in_the_table_is_found_by_its_area()
    {
        Assert.Equal(CellMatch.Area, Fixtures.Cells.Find(Known with { Cell = 0x0A3B2FF }, out var row));
        Assert.Equal("71.71", row!.AreaCode);

        // A circle around both cells of the area: half their distance of 2.2 km, and a range.
        Assert.InRange(row.Range, 1950, 2050);
    }

    [Fact]
    public void Another_network_or_area_is_not_found()
    {
        Assert.Equal(CellMatch.None, Fixtures.Cells.Find(Known with { Plmn = "510-11" }, out _));
        Assert.Equal(CellMatch.None, Fixtures.Cells.Find(Known with { Area = 1 }, out _));
        Assert.Equal(CellMatch.None, Fixtures.Cells.Find(Known with { Rat = Rat.Nr }, out _));
    }

    [Fact]
    public void An_area_whose_cells_disagree_names_no_code()
    {
        var (table, _) = CellTable.Parse("510-10,LTE,1,1,71.71,1.5,124.85,900\n510-10,LTE,1,2,71.06,1.5,124.95,900");
        Assert.Equal(CellMatch.Area, table.Find(new CellId("510-10", Rat.Lte, 1, 3), out var row));
        Assert.Null(row!.AreaCode);
        Assert.NotNull(row.Site);
    }

    [Fact]
    public void A_row_of_the_area_itself_goes_before_its_cells_and_serves_service_areas_too()
    {
        var (table, errors) = CellTable.Parse("510-10,UMTS,0x2B67,,71.73,,,\n510-10,UMTS,0x2B67,5,71.71,1.5,124.85,900");
        Assert.Equal([], errors);
        Assert.Equal(CellMatch.Area, table.Find(new CellId("510-10", Rat.Sai, 0x2B67, 0x4E21), out var row));
        Assert.Equal("71.73", row!.AreaCode);
    }

    [Fact]
    public void Numbers_are_decimal_or_hex_with_0x()
    {
        var (table, errors) = CellTable.Parse(
            "510-01,NR,410101,4294967297,71.71,1.4,124.8,350\r\n510-01,NR,0x0641F5,0x100000001,71.71,1.4,124.8,350");
        Assert.Contains("there twice", Assert.Single(errors).Wrong, StringComparison.Ordinal);
        Assert.Equal(1, table.Count);
    }

    [Fact]
    public void A_sector_is_a_sector()
    {
        var (table, _) = CellTable.Parse("510-10,LTE,1,1,71.71,1.5,124.85,900,60,120");
        table.Find(new CellId("510-10", Rat.Lte, 1, 1), out var row);
        var band = Assert.IsType<LocationShape.ArcBand>(row!.Shape);
        Assert.Equal((0, 120, 900), (band.StartAngle, band.OpeningAngle, band.OuterRadius));
    }

    [Theory]
    [InlineData("510-10,LTE,1", "columns")]
    [InlineData("51010,LTE,1,1,71.71,1,124,900", "not a PLMN")]
    [InlineData("510-10,5G,1,1,71.71,1,124,900", "not a radio access")]
    [InlineData("510-10,LTE,65536,1,71.71,1,124,900", "area")]
    [InlineData("510-10,LTE,1,268435456,71.71,1,124,900", "cell")]
    [InlineData("510-10,LTE,,1,71.71,1,124,900", "area is empty")]
    [InlineData("510-10,LTE,1,1,7171,1,124,900", "dotted")]
    [InlineData("510-10,LTE,1,1,71.71,91,124,900", "lat")]
    [InlineData("510-10,LTE,1,1,71.71,,124,900", "Only one of lat and lon")]
    [InlineData("510-10,LTE,1,1,,,,900", "says nothing")]
    [InlineData("510-10,LTE,1,1,71.71,1,124,0", "range_m")]
    [InlineData("510-10,LTE,1,1,71.71,1,124,900,60,", "Only one of azimuth and beam")]
    public void A_bad_row_is_an_error_with_its_line_and_the_others_stay(string row, string expected)
    {
        var (table, errors) = CellTable.Parse($"# comment\nplmn,rat,…\n{row}\n510-10,LTE,9,9,71.71,1.5,124.85,900\n");
        var error = Assert.Single(errors);
        Assert.Equal(3, error.Line);
        Assert.Contains(expected, error.Wrong, StringComparison.Ordinal);
        Assert.Equal(1, table.Count);
    }
}
