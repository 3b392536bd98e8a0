using System.Globalization;
using System.Security.Cryptography;
using Bourse.Iceberg;
using Bourse.Iceberg.Metadata;
using Bourse.Storage;

namespace Bourse.Catalog;

/// <summary>The metadata files that pointers point to: written once under a name nobody can have used, read only when their digest is the committed one.</summary>
internal sealed class MetadataFiles(IObjectStore store, RandomNumberGenerator random)
{
    public async Task<WrittenMetadata> WriteAsync(ObjectKey folder, long version, TableMetadata metadata, CancellationToken cancellationToken)
    {
        var content = TableMetadataJson.Write(metadata);
        var key = ObjectKey.Parse(string.Create(
            CultureInfo.InvariantCulture, $"{folder}/metadata/{version:00000}-{RandomUuid.New(random)}.metadata.json"));
        await store.CreateAsync(key, content, cancellationToken);
        FaultPoint.Reach("catalog.metadata-written");
        return new WrittenMetadata(key, Digest(content), metadata);
    }

    /// <exception cref="CatalogException">The file is missing, differs from what was committed, or is no metadata.</exception>
    public async Task<TableMetadata> ReadAsync(TableIdentifier table, ObjectKey key, string digest, CancellationToken cancellationToken)
    {
        try
        {
            var content = await store.ReadAllAsync(key, cancellationToken);
            return Digest(content.Span) == digest
                ? TableMetadataJson.Parse(content)
                : throw new CatalogException(
                    $"The metadata file {key} of table {table} is not the one that was committed: its SHA-256 differs. Restore it from a backup.");
        }
        catch (Exception exception) when (exception is ObjectNotFoundException or IcebergFormatException)
        {
            throw new CatalogException($"The metadata file {key} of table {table} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Removes a file that no pointer ever pointed to.</summary>
    public ValueTask DiscardAsync(WrittenMetadata written, CancellationToken cancellationToken) => store.DeleteAsync(written.Key, cancellationToken);

    private static string Digest(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
