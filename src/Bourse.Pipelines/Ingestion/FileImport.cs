using System.Security.Cryptography;
using Bourse.Catalog;
using Bourse.DuckDb;
using Bourse.Iceberg.Partitioning;
using Bourse.Pipelines.Lakehouse;
using Bourse.Pipelines.Tabular;
using Bourse.Query.Sessions;

namespace Bourse.Pipelines.Ingestion;

/// <summary>Makes a table of one file of the provider's own, typed as the file is: the short way to a product, without bronze and models.</summary>
public sealed class FileImport(LakehouseTables lakehouse, ITabularFileReader reader)
{
    private const string SourceProperty = "bourse.import.sha256";

    /// <summary>Whether a table that nothing lists is what an import left that ended too early: without rows yet, or with those of a file alone.</summary>
    public static bool IsUnfinished(CatalogTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Metadata.CurrentSnapshot is null || table.Metadata.Properties.ContainsKey(SourceProperty);
    }

    /// <summary>
    /// Makes the rows of the file the table's rows, in one snapshot; rows of an earlier file stay in earlier snapshots. The file the table was last made
    /// from changes nothing.
    /// </summary>
    /// <param name="path">A Parquet, CSV or JSON file.</param>
    /// <param name="identifier">The table, in <c>gold</c>.</param>
    /// <param name="cancellationToken">Ends the import; nothing of it is kept.</param>
    /// <exception cref="PipelineException">The file cannot be read, or its columns are not those the table has; the message says which.</exception>
    public async Task<IngestionOutcome> ImportAsync(string path, TableIdentifier identifier, CancellationToken cancellationToken = default)
    {
        var file = await reader.InspectAsync(path, cancellationToken);
        var digest = await DigestAsync(file.Path, cancellationToken);
        var existing = await lakehouse.FindAsync(identifier, cancellationToken);
        if (existing is not null && existing.Metadata.Properties.GetValueOrDefault(SourceProperty) == digest)
            return new IngestionOutcome.AlreadyThere(identifier);
        var name = Path.GetFileName(path);
        var schema = existing is null
            ? file.Schema
            : SchemaReconciliation.Reconcile(existing.Metadata.CurrentSchema, existing.Metadata.LastColumnId, file.Schema, name);
        var table = existing ?? await lakehouse.FindOrCreateAsync(identifier, schema, PartitionSpec.Unpartitioned, cancellationToken);
        using var rows = await reader.ReadAsync(file, cancellationToken);
        using var session = TableSession.Open([], new SessionOptions { Directories = lakehouse.WritableDirectories });
        try
        {
            var files = await lakehouse.WriteAsync(session, table, schema, [], rows.GiveTo(session.Connection), cancellationToken);
            if (await DigestAsync(file.Path, cancellationToken) != digest)
            {
                throw new PipelineException($"{name} changed while it was read; nothing of it was kept. Try again when it is finished.")
                {
                    IsTransient = true,
                };
            }
            var properties = table.Metadata.Properties.With(SourceProperty, digest);
            var next = await lakehouse.CommitAsync(
                table, schema, transaction => transaction.Overwrite(files).SetProperties(properties), cancellationToken);
            return new IngestionOutcome.Ingested(identifier, files.Sum(each => each.RecordCount), next.CurrentSnapshotId!.Value);
        }
        catch (DuckDbException e)
        {
            throw new PipelineException($"{name} could not be loaded: {rows.Cause(e).Message.Split('\n')[0]}", e) { IsTransient = e.IsTransient };
        }
    }

    private static async Task<string> DigestAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }
}
