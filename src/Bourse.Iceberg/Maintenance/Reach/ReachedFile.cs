namespace Bourse.Iceberg.Maintenance.Reach;

/// <summary>A file that a version of a table leads to.</summary>
/// <param name="Location">Where it is.</param>
/// <param name="Kind">What it is.</param>
/// <param name="SizeBytes">Its size as the table says; 0 when the table does not say.</param>
internal sealed record ReachedFile(string Location, ReachedKind Kind, long SizeBytes);
