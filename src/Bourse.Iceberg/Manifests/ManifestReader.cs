using Bourse.Iceberg.Avro;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Manifests;

/// <summary>Reads manifests. The partition spec and types come from the table's metadata: some writers leave the manifest's key-values out.</summary>
public static class ManifestReader
{
    /// <summary>Reads the entries of a manifest, inherited values filled in.</summary>
    /// <param name="content">The manifest's bytes.</param>
    /// <param name="manifest">What its list says of it.</param>
    /// <param name="partitionType">The fields of its spec's partition tuple.</param>
    /// <exception cref="IcebergFormatException">The bytes are not a manifest or contradict the list.</exception>
    public static IReadOnlyList<ManifestEntry> Read(ReadOnlyMemory<byte> content, ManifestFile manifest, ValueList<NestedField> partitionType) =>
        Read(content, manifest, partitionType, out _);

    /// <summary>As above, and how many bytes of the manifest, decompressed, its entries keep.</summary>
    internal static IReadOnlyList<ManifestEntry> Read(ReadOnlyMemory<byte> content, ManifestFile manifest, ValueList<NestedField> partitionType, out long plainBytes)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var file = AvroFile.Open(content, $"The manifest '{manifest.Path}'");
        if (file.FindText("format-version") is { } version && version is not ("1" or "2" or "3"))
            throw new IcebergFormatException($"The manifest '{manifest.Path}' has format version {version}; versions 1 to 3 are read.");
        if (file.FindText("content") is { } kind && kind != NameOf(manifest.Content))
            throw new IcebergFormatException($"The manifest '{manifest.Path}' holds {kind} where its list says {NameOf(manifest.Content)}.");
        var entries = new ManifestDecoder(file, manifest, partitionType).ReadAll(out plainBytes);
        return WithRowIds(entries, manifest.FirstRowId);
    }

    // "First Row ID Inheritance": files without an id follow each other from the manifest's.
    private static List<ManifestEntry> WithRowIds(List<ManifestEntry> entries, long? next)
    {
        for (var i = 0; next is not null && i < entries.Count; i++)
        {
            if (entries[i].File.FirstRowId is not null)
                continue;
            entries[i] = entries[i] with { File = entries[i].File with { FirstRowId = next } };
            next += entries[i].File.RecordCount;
        }
        return entries;
    }

    internal static string NameOf(ManifestContent content) => content == ManifestContent.Data ? "data" : "deletes";
}
