using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Bourse.Access.Resources;
using Bourse.Catalog;
using Bourse.Contracts;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Maintenance;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;
using Bourse.Projection;
using Bourse.Storage;

namespace Bourse.Exchange.Publishing;

/// <summary>Holds tables at snapshots and describes what is held.</summary>
public sealed class TablePinner(TableCatalog catalog, IObjectStore store, TablePreparation preparation, ProjectionBuilder projections)
{
    /// <summary>How often deletes are applied that writers add meanwhile.</summary>
    private const int PreparationsMax = 3;

    /// <summary>Pins every table of a contract at its newest snapshot, in which deletes are applied: revisions contain no delete files.</summary>
    /// <returns>The pinned tables, and what is wrong with those that cannot be pinned.</returns>
    public async Task<(IReadOnlyDictionary<TableName, PinnedTable> Tables, IReadOnlyList<string> Mistakes)> PinAsync(
        DataContract contract, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(contract);
        var tables = new Dictionary<TableName, PinnedTable>();
        var mistakes = new List<string>();
        foreach (var declared in contract.Tables)
        {
            switch (await PreparedAsync(declared, cancellation))
            {
                case (null, var mistake):
                    mistakes.Add($"{declared.Name}: {mistake}");
                    break;
                case ({ } pinned, _):
                    tables.Add(declared.Name, pinned);
                    break;
            }
        }

        return (tables, mistakes);
    }

    /// <summary>What would keep a contract's tables, as they stand, from being published under it; empty when nothing would. Nothing is changed.</summary>
    public async Task<IReadOnlyList<string>> MistakesAsync(DataContract contract, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(contract);
        var schemas = new Dictionary<TableName, Schema>();
        var mistakes = new List<string>();
        foreach (var declared in contract.Tables)
        {
            if (await FindAsync(declared.Name, declared.PhysicalName, cancellation) is { } found)
            {
                schemas.Add(declared.Name, found.Schema);
            }
            else
            {
                mistakes.Add($"{declared.Name}: {Missing(declared)}");
            }
        }

        return [.. mistakes, .. ContractCheck.Against(contract, name => schemas.GetValueOrDefault(name))];
    }

    /// <summary>The tables of a published revision, at the snapshots it pins.</summary>
    /// <exception cref="InvalidDataException">The lakehouse no longer holds a pinned snapshot, which its tag forbids.</exception>
    public async Task<IReadOnlyDictionary<TableName, PinnedTable>> PinnedByAsync(Revision revision, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(revision);
        var tables = new Dictionary<TableName, PinnedTable>();
        foreach (var asset in revision.Assets)
        {
            var name = TableName.Parse(asset.Table);
            var source = await catalog.LoadAsync(TableIdentifier.Parse(asset.Source), cancellation);
            var snapshot = source?.Metadata.TableUuid == asset.SourceUuid ? source.Metadata.FindSnapshot(asset.SnapshotId) : null;
            tables.Add(name, snapshot is null
                ? throw new InvalidDataException($"Revision {revision.Number} of {revision.Product} pins a snapshot of {asset.Source} that the lakehouse no longer has.")
                : Pinned(name, source!, snapshot));
        }

        return tables;
    }

    /// <summary>The lakehouse tables that a contract's rules reconcile with, as they stand; those that do not exist, or hold nothing, are left out.</summary>
    public async Task<IReadOnlyDictionary<string, PinnedTable>> SourcesAsync(DataContract contract, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(contract);
        var sources = new Dictionary<string, PinnedTable>(StringComparer.Ordinal);
        foreach (var table in contract.Tables)
        {
            foreach (var reconciliation in table.Quality.Select(rule => rule.Measure).OfType<QualityMeasure.Reconciliation>())
            {
                if (!sources.ContainsKey(reconciliation.Source) && await FindAsync(table.Name, reconciliation.Source, cancellation) is { } found)
                {
                    sources.Add(reconciliation.Source, found);
                }
            }
        }

        return sources;
    }

    /// <summary>Describes a pinned table, with a digest over its files' names and bytes. Of these only the files are read that no revision had before.</summary>
    public async Task<RevisionAsset> DescribeAsync(PinnedTable pinned, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(pinned);
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var tasks = await pinned.Table.Scan(pinned.Snapshot).PlanWholeFilesAsync(Expression.True, cancellation);
        var files = tasks.Select(task => task.File).OrderBy(file => file.Path, StringComparer.Ordinal).ToList();
        foreach (var file in files)
        {
            digest.AppendData(Encoding.UTF8.GetBytes(await LineAsync(file, cancellation)));
        }

        return new RevisionAsset
        {
            Table = pinned.Name.Value,
            Source = pinned.Source.Identifier.ToString(),
            SourceUuid = pinned.Table.Metadata.TableUuid,
            SnapshotId = pinned.Snapshot.Id,
            Digest = Convert.ToHexStringLower(digest.GetHashAndReset()),
            RowCount = files.Sum(file => file.RecordCount),
            FileCount = files.Count,
            SizeBytes = files.Sum(file => file.FileSizeBytes),
            SchemaJson = Encoding.UTF8.GetString(SchemaJson.Write(pinned.Schema)),
        };
    }

    private async Task<string> LineAsync(DataFile file, CancellationToken cancellation)
    {
        var location = new StoreLocation(store.Name, StoreLocation.KeyWithin(file.Path, store.Name));
        var content = await projections.SourceDigestAsync(location, cancellation);
        return string.Create(CultureInfo.InvariantCulture, $"{file.Path}\n{file.FileSizeBytes}\n{file.RecordCount}\n{content}\n");
    }

    private async Task<(PinnedTable? Table, string Mistake)> PreparedAsync(ContractTable declared, CancellationToken cancellation)
    {
        try
        {
            for (var attempt = 0; attempt <= PreparationsMax; attempt++)
            {
                if (await FindAsync(declared.Name, declared.PhysicalName, cancellation) is not { } pinned)
                    return (null, Missing(declared));
                if (!await TablePreparation.HasDeletesAsync(pinned.Table, cancellation))
                    return (pinned, "");
                await preparation.ApplyDeletesAsync(pinned.Source.Identifier, cancellation);
            }

            return (null, $"writers kept deleting rows of {declared.PhysicalName} meanwhile; publish again when they are quieter.");
        }
        catch (Exception failure) when (failure is MaintenanceException or NotSupportedException)
        {
            return (null, $"the deletes of {declared.PhysicalName} cannot be applied: {failure.Message}");
        }
    }

    private static string Missing(ContractTable declared) =>
        $"the lakehouse has no table {declared.PhysicalName} with data; run its model, or correct physicalName in the contract.";

    private async Task<PinnedTable?> FindAsync(TableName name, string physicalName, CancellationToken cancellation) =>
        IdentifierOf(physicalName) is { } identifier
        && await catalog.LoadAsync(identifier, cancellation) is { Metadata.CurrentSnapshot: { } snapshot } source
            ? Pinned(name, source, snapshot)
            : null;

    private static TableIdentifier? IdentifierOf(string text)
    {
        try
        {
            return TableIdentifier.Parse(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private PinnedTable Pinned(TableName name, CatalogTable source, Snapshot snapshot)
    {
        var files = source.FilesIn(store);
        return new PinnedTable(name, source, new IcebergTable(source.Metadata, source.MetadataLocation, files), snapshot);
    }
}
