namespace Bourse.Contracts.Agreements;

/// <summary>A column that an agreement shows masked.</summary>
/// <param name="Name"><c>column</c> in every table, or <c>table.column</c>, in whatever case.</param>
/// <param name="Rule">
/// The mask as the agreement writes it, such as <c>last4</c>; which there are depends on the column's type, so it is read where the column is known.
/// </param>
public sealed record MaskedColumn(string Name, string Rule)
{
    /// <inheritdoc />
    public override string ToString() => $"{Name}:{Rule}";
}
