namespace Bourse.Iceberg.Parquet;

/// <summary>A key of the order that a writer says a row group has (<c>SortingColumn</c> of parquet.thrift).</summary>
/// <param name="Leaf">The leaf's place in the schema, from 0.</param>
/// <param name="IsDescending">Whether high values come first.</param>
/// <param name="NullsFirst">Whether nulls come first.</param>
public sealed record ParquetSortingColumn(int Leaf, bool IsDescending, bool NullsFirst);
