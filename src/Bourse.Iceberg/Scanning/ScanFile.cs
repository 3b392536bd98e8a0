using Bourse.Iceberg.Scanning.Columns;

namespace Bourse.Iceberg.Scanning;

/// <summary>A data file, opened.</summary>
/// <param name="Task">What is to be read of it.</param>
/// <param name="LocalPath">Where its bytes are.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="RowCount">Its rows, by its own footer.</param>
internal sealed record ScanFile(ScanTask Task, string LocalPath, PhysicalColumns Columns, long RowCount);
