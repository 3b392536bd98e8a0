namespace Bourse.Iceberg.Parquet;

/// <summary>How many pages of a chunk have one type and encoding (<c>PageEncodingStats</c> of parquet.thrift); the numbers are those of the format.</summary>
/// <param name="PageType">The type of page.</param>
/// <param name="Encoding">The encoding.</param>
/// <param name="PageCount">How many.</param>
public sealed record ParquetEncodingStatistics(int PageType, int Encoding, int PageCount);
