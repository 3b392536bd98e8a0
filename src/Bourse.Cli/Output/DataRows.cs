namespace Bourse.Cli.Output;

/// <summary>Data to show: columns and rows of plain values (text, numbers, true and false, dates, null).</summary>
/// <param name="Columns">Column names.</param>
/// <param name="Values">Values in that order.</param>
internal sealed record DataRows(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object?>> Values);
