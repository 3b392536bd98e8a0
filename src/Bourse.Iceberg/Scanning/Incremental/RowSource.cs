namespace Bourse.Iceberg.Scanning.Incremental;

/// <summary>Rows that went or came in one step.</summary>
/// <param name="Removes">Whether they went.</param>
/// <param name="Rows">The rows; with <paramref name="Except"/>, their file and place after their columns.</param>
/// <param name="Except">Files and places of rows that are not among them; null for none.</param>
internal sealed record RowSource(bool Removes, ScanQuery Rows, ScanQuery? Except);
