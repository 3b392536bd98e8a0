namespace Bourse.Exchange.Reading;

/// <summary>Rows of the caller's projection that hold a key.</summary>
/// <param name="Revision">The revision they are of.</param>
/// <param name="Columns">Column names, in schema order.</param>
/// <param name="Rows">Values in that order, as .NET types; null for null.</param>
public sealed record RowPage(int Revision, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows);
