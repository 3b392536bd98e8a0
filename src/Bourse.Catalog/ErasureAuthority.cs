using Bourse.Metastore;

namespace Bourse.Catalog;

/// <summary>
/// The right to give a table another history, in which tags of published revisions name the same snapshots without a subject's rows. Nothing else moves such
/// a tag. Whoever holds it records who erased and why, in the transaction that moves the table.
/// </summary>
/// <param name="RecordAsync">Writes the record; when it fails, nothing moves.</param>
public sealed record ErasureAuthority(Func<IMetastoreWriteSession, Task> RecordAsync);
