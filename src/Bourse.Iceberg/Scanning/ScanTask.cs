using Bourse.Iceberg.Manifests;

namespace Bourse.Iceberg.Scanning;

/// <summary>A data file to be read.</summary>
/// <param name="File">The file.</param>
/// <param name="SequenceNumber">Its data sequence number.</param>
public sealed record ScanTask(DataFile File, long SequenceNumber);
