using Bourse.Iceberg.Schemas;

namespace Bourse.Access.Authorization.Masks;

/// <summary>Whether a mask can be put on a column. Closed.</summary>
public abstract record MaskFit
{
    private MaskFit() { }

    /// <summary>It can.</summary>
    /// <param name="Type">The type of what is shown.</param>
    public sealed record Fits(IcebergType Type) : MaskFit;

    /// <summary>It cannot.</summary>
    /// <param name="Why">What the mask takes, to follow a column's name and a colon.</param>
    public sealed record Refused(string Why) : MaskFit;
}
