using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Puffin;
using Bourse.Iceberg.Scanning.Columns;

namespace Bourse.Iceberg.Scanning.Deletes;

/// <summary>A delete file, opened.</summary>
/// <param name="File">The file.</param>
/// <param name="LocalPath">Where its bytes are.</param>
/// <param name="Columns">Its columns; null for a deletion vector.</param>
/// <param name="Rows">The rows of a deletion vector, ascending; null for others.</param>
internal sealed record DeleteFile(DataFile File, string LocalPath, PhysicalColumns? Columns, IReadOnlyList<RowRange>? Rows);
