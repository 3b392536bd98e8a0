using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Schemas;

namespace Bourse.Projection.Pieces;

/// <summary>A data file of the provider's table.</summary>
/// <param name="Content">Where it is and what its bytes are.</param>
/// <param name="LocalPath">A local file with its bytes.</param>
/// <param name="Footer">Its footer.</param>
/// <param name="Schema">The table's columns at the pinned snapshot.</param>
internal sealed record SourceFile(StoredContent Content, string LocalPath, ParquetFooter Footer, Schema Schema);
