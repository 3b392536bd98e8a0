using Bourse.Iceberg.Manifests;

namespace Bourse.Iceberg.Scanning;

/// <summary>
/// A data file to be read, with all that must be known of its deletes: who executes a task compares no sequence numbers, partitions or paths of files.
/// </summary>
/// <param name="File">The file.</param>
/// <param name="SequenceNumber">Its data sequence number, which rows without their own have as <c>_last_updated_sequence_number</c>.</param>
/// <param name="Deletes">
/// The deletes that apply (Iceberg specification, "Scan Planning"): one deletion vector or any number of position-delete files, and equality-delete files.
/// </param>
public sealed record ScanTask(DataFile File, long SequenceNumber, ValueList<DataFile> Deletes);
