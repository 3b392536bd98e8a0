namespace Bourse.Exchange.Reading;

/// <summary>The rows of one key.</summary>
/// <param name="Columns">Every column's name, in schema order.</param>
/// <param name="Rows">Values in this order, rows by the other columns; none when there is no such key.</param>
public sealed record KeyRows(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows);
