using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Writing;

namespace Bourse.Catalog.Writes;

/// <summary>What is to be done to one table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Change">Reads the version that it is given, writes data files, and puts the changes into the transaction.</param>
/// <param name="Branch">The branch that snapshots go to.</param>
public sealed record TableWrite(TableIdentifier Table, Func<IcebergTable, TableTransaction, CancellationToken, Task> Change, string Branch = SnapshotRef.Main);
