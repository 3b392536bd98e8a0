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

    /// <summary>Looks at a file and at what would become of its table; changes nothing.</summary>
    /// <param name="path">A Parquet, CSV or JSON file.</param>
    /// <param name="identifier">The table, in <c>gold</c>.</param>
    /// <param name="hints">What a CSV file does not say itself; null for nothing.</param>
    /// <param name="anew">Nothing lists the table: unless a revision was ever published of it, its columns become those of the file.</param>
    /// <param name="cancellationToken">Ends the looking.</param>
    /// <exception cref="PipelineException">The file cannot be read, or its columns are not those the table has; the message says which.</exception>
    public async Task<ImportPlan> PlanAsync(
        string path, TableIdentifier identifier, CsvHints? hints = null, bool anew = false, CancellationToken cancellationToken = default)
    {
        var existing = await lakehouse.FindAsync(identifier, cancellationToken);
        var current = existing?.Metadata.CurrentSchema;
        var isKept = current is not null && !(anew && !existing!.Metadata.Refs.Keys.Any(RevisionTags.Names));
        var file = await reader.InspectAsync(path, hints, isKept ? current : null, cancellationToken);
        var digest = await DigestAsync(file.Path, cancellationToken);
        return new ImportPlan
        {
            Table = identifier,
            File = file,
            Digest = digest,
            Existing = existing,
            // The same bytes may be read in another way than before.
            IsThere = existing?.Metadata.Properties.GetValueOrDefault(SourceProperty) == digest && SchemaReconciliation.HaveSameColumns(current!, file.Schema),
            Schema = current is null ? file.Schema
                : isKept ? SchemaReconciliation.Reconcile(current, existing!.Metadata.LastColumnId, file.Schema, Path.GetFileName(path))
                : SchemaReconciliation.Replace(current, existing!.Metadata.LastColumnId, file.Schema),
        };
    }

    /// <summary>
    /// Makes the rows of the file the table's rows, in one snapshot; rows of an earlier file stay in earlier snapshots. The file the table was last made
    /// from changes nothing.
    /// </summary>
    /// <param name="plan">The file, looked at.</param>
    /// <param name="cancellationToken">Ends the import; nothing of it is kept.</param>
    /// <exception cref="PipelineException">The file cannot be read any more, or changed.</exception>
    public async Task<IngestionOutcome> ImportAsync(ImportPlan plan, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var (identifier, file, schema, name) = (plan.Table, plan.File, plan.Schema, Path.GetFileName(plan.File.Path));
        if (plan.IsThere)
            return new IngestionOutcome.AlreadyThere(identifier);
        var table = plan.Existing ?? await lakehouse.FindOrCreateAsync(identifier, schema, PartitionSpec.Unpartitioned, cancellationToken);
        using var rows = await reader.ReadAsync(file, cancellationToken);
        using var session = TableSession.Open([], new SessionOptions { Directories = lakehouse.WritableDirectories });
        try
        {
            var files = await lakehouse.WriteAsync(session, table, schema, [], rows.GiveTo(session.Connection), cancellationToken);
            if (await DigestAsync(file.Path, cancellationToken) != plan.Digest)
            {
                throw new PipelineException($"{name} changed while it was read; nothing of it was kept. Try again when it is finished.")
                {
                    IsTransient = true,
                };
            }
            var properties = table.Metadata.Properties.With(SourceProperty, plan.Digest);
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
