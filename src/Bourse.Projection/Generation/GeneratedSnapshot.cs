using Bourse.Iceberg.Metadata;

namespace Bourse.Projection.Generation;

/// <summary>A chain's next state.</summary>
/// <param name="Metadata">The metadata.</param>
/// <param name="Json">Its file.</param>
/// <param name="Name">The file's name, relative to the table's folder.</param>
/// <param name="RowCount">Rows of the new snapshot.</param>
/// <param name="SizeBytes">Bytes of its data files.</param>
internal sealed record GeneratedSnapshot(TableMetadata Metadata, byte[] Json, string Name, long RowCount, long SizeBytes);
