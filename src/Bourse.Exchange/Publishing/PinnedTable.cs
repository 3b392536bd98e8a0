using Bourse.Access.Resources;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Metadata;

namespace Bourse.Exchange.Publishing;

/// <summary>A table held at one snapshot: what is checked, pinned and projected is this and nothing newer.</summary>
/// <param name="Name">The table's name in the product.</param>
/// <param name="SourceNamespace">The lakehouse namespace it comes from.</param>
/// <param name="SourceName">Its name there.</param>
/// <param name="Table">One version of its metadata.</param>
/// <param name="Snapshot">The snapshot.</param>
public sealed record PinnedTable(TableName Name, string SourceNamespace, string SourceName, IcebergTable Table, Snapshot Snapshot);
