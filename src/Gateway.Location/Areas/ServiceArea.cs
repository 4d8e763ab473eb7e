namespace Gateway.Location.Areas;

/// <summary>A city or regency on the map. Its geometry stays inside the map.</summary>
/// <param name="Code">Dotted Kemendagri code, e.g. "71.71".</param>
/// <param name="Priority">Where areas overlap, the higher one counts.</param>
public sealed record ServiceArea(string Code, string Name, int Priority);

/// <summary>How a shape lies to the areas.</summary>
public enum AreaRelation
{
    /// <summary>In no area and near none.</summary>
    None,

    /// <summary>In no area; the nearest one was taken: sea, or a simplified coast.</summary>
    Nearest,

    /// <summary>In the area, wholly or for the most part.</summary>
    Inside,
}

/// <summary>The area of a shape.</summary>
/// <param name="Area">Null for <see cref="AreaRelation.None"/>.</param>
/// <param name="Share">Part of the covered shape that lies in the area, 0 to 1; 1 for a point and for a nearest area.</param>
/// <param name="Distance">Metres to the area; 0 inside.</param>
/// <param name="Ambiguous">Another area may be the right one.</param>
/// <param name="Neighbours">Those others, most likely first.</param>
public sealed record AreaMatch(
    AreaRelation Relation, ServiceArea? Area, double Share, double Distance, bool Ambiguous, IReadOnlyList<ServiceArea> Neighbours)
{
    public static AreaMatch None { get; } = new(AreaRelation.None, null, 0, 0, false, []);
}

/// <summary>One thing that is wrong in a map.</summary>
/// <param name="Feature">Index in "features" from 0; null: the file as a whole.</param>
/// <param name="Wrong">What is wrong.</param>
/// <param name="Right">What would be right.</param>
public sealed record ServiceAreaError(int? Feature, string Wrong, string Right);
