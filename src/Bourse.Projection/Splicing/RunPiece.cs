using Bourse.Iceberg;
using Bourse.Iceberg.Parquet;

namespace Bourse.Projection.Splicing;

/// <summary>The rows of a file's runs, written anew into one Parquet file.</summary>
/// <param name="Content">The file.</param>
/// <param name="Footer">The file's footer.</param>
/// <param name="Runs">The row groups of each run, as the file's footer describes them.</param>
internal sealed record RunPiece(StoredContent Content, ParquetFooter Footer, ValueList<ValueList<ParquetRowGroup>> Runs);
