using Bourse.Iceberg.Scanning;

namespace Bourse.Iceberg.Maintenance.Reach;

/// <summary>Every file that a version of a table leads to.</summary>
public static class TableReach
{
    /// <summary>The locations of its metadata file, and of the manifest lists, manifests, data and delete files of all its snapshots.</summary>
    /// <param name="table">The version.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="IcebergFormatException">A metadata file is malformed.</exception>
    /// <exception cref="Storage.ObjectNotFoundException">A metadata file is missing.</exception>
    public static async Task<IReadOnlyCollection<string>> LocationsAsync(IcebergTable table, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        var reach = new FileReach(table.Files, skipsMissing: false);
        reach.Add(new ReachedFile(table.MetadataLocation, ReachedKind.Metadata, 0));
        await reach.AddAsync(table.Metadata, cancellationToken);
        return [.. reach.Files.Keys];
    }
}
