namespace Bourse.Iceberg.Puffin;

/// <summary>Rows of a data file that follow each other.</summary>
/// <param name="First">The first row's number, from 0.</param>
/// <param name="End">The number after the last row's.</param>
public readonly record struct RowRange(long First, long End);
