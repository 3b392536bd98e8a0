namespace Bourse.Contracts;

/// <summary>
/// The custom property <c>bourse.listing.volume</c>: whether a product's public page shows what is measured over all its rows. A client sees its own rows; how many
/// there are beside them is told only where the provider says so.
/// </summary>
internal static class ListingVolume
{
    /// <summary>The property's name.</summary>
    public const string Property = "bourse.listing.volume";

    /// <summary>Totals and measures are shown.</summary>
    public const string Public = "public";

    /// <summary>They are not: what holds without the property.</summary>
    public const string Withheld = "withheld";
}
