using MudBlazor;

namespace Gateway.Web.Pages;

/// <summary>Calm greys; the fonts of the machine, since nothing is fetched from elsewhere.</summary>
internal static class WallTheme
{
    private static readonly string[] Fonts = ["system-ui", "Segoe UI", "Roboto", "Noto Sans", "DejaVu Sans", "sans-serif"];

    public static MudTheme Create() => new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#1f5fa8",
            Background = "#f3f4f6",
            Surface = "#ffffff",
            TextPrimary = "#1b1f24",
            TextSecondary = "#5d6672",
            LinesDefault = "#e2e5e9",
            TableLines = "#eceef1",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#6aa9f0",
            Background = "#0f1215",
            Surface = "#171b20",
            TextPrimary = "#e4e7eb",
            TextSecondary = "#98a2ae",
            LinesDefault = "#2a3038",
            TableLines = "#22272e",
        },
        Typography = new Typography { Default = new DefaultTypography { FontFamily = Fonts, FontSize = "0.875rem" } },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px" },
    };
}
