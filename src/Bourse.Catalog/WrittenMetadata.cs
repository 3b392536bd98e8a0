using Bourse.Iceberg.Metadata;
using Bourse.Storage;

namespace Bourse.Catalog;

/// <summary>A metadata file that is durable but that no pointer points to yet.</summary>
internal sealed record WrittenMetadata(ObjectKey Key, string Digest, TableMetadata Metadata);
