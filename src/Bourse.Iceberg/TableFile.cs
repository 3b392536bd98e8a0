namespace Bourse.Iceberg;

/// <summary>A file below a table's location, whether the table knows it or not.</summary>
/// <param name="Location">Where it is.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="LastModified">When it was made; a table's files never change.</param>
public sealed record TableFile(string Location, long SizeBytes, DateTimeOffset LastModified);
