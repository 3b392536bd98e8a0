namespace Bourse.Contracts;

/// <summary>The custom properties of our own that a contract may have, each on the one level where it means something.</summary>
public static class CustomPropertyNames
{
    /// <summary>On a table: the string column that an agreement's values are matched with, or <see cref="EveryRow"/>.</summary>
    public const string RowScope = "bourse.rowScope";

    /// <summary>Said of a row scope: every client gets every row, although the table has a column that others are granted by.</summary>
    public const string EveryRow = "*";

    /// <summary>On a column: the scheme its values are identifiers of.</summary>
    public const string Identifier = "bourse.identifier";

    /// <summary>On a column: the mask it is shown with where an agreement names no other, such as <c>last4</c>.</summary>
    public const string Mask = "bourse.mask";

    /// <summary>On a contract: queries worth trying.</summary>
    public const string SampleQueries = "bourse.sampleQueries";

    /// <summary>On a contract: terms of use.</summary>
    public const string Terms = "bourse.terms";

    /// <summary>On a contract: since when there is data.</summary>
    public const string History = "bourse.history";

    /// <summary>On a contract: what is covered.</summary>
    public const string Coverage = "bourse.coverage";

    /// <summary>On a contract: what to plot.</summary>
    public const string SuggestedAxes = "bourse.suggestedAxes";

    /// <summary>What all names of ours begin with. Other names are the provider's own, and free.</summary>
    public const string Prefix = "bourse.";

    /// <summary>Those of a contract.</summary>
    internal static readonly string[] OfContract = [Terms, History, Coverage, SuggestedAxes, SampleQueries, ListingVolume.Property];

    /// <summary>Those of a table.</summary>
    internal static readonly string[] OfTable = [RowScope];

    /// <summary>Those of a column.</summary>
    internal static readonly string[] OfColumn = [Identifier, Mask];
}
