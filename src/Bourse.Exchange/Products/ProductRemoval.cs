namespace Bourse.Exchange.Products;

/// <summary>What became of the wish to take back a product.</summary>
public enum ProductRemoval
{
    /// <summary>It is listed no more.</summary>
    Removed,

    /// <summary>A revision of it was published, which stays.</summary>
    Published,

    /// <summary>An agreement gives it, in whatever state.</summary>
    Granted,
}
