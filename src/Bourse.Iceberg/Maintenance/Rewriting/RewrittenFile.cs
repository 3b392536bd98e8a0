using Bourse.Iceberg.Manifests;

namespace Bourse.Iceberg.Maintenance.Rewriting;

/// <summary>A file that takes the place of others.</summary>
/// <param name="File">The file.</param>
/// <param name="SequenceNumber">
/// Its data sequence number: that of the version whose rows it holds, so that equality deletes committed since apply to it; of merged deletes the highest.
/// </param>
internal sealed record RewrittenFile(DataFile File, long SequenceNumber);
