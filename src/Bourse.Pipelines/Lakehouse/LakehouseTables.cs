using System.Security.Cryptography;
using Bourse.Catalog;
using Bourse.Catalog.Commits;
using Bourse.Iceberg;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Writing;
using Bourse.Iceberg.Writing.Deltas;
using Bourse.Iceberg.Writing.Rows;
using Bourse.Query.Sessions;
using Bourse.Storage;

namespace Bourse.Pipelines.Lakehouse;

/// <summary>The lakehouse as pipelines use it: open a table, write rows, commit one version. It decides no access.</summary>
public sealed class LakehouseTables(TableCatalog catalog, IObjectStore store, TimeProvider clock, RandomNumberGenerator random)
{
    /// <summary>The clock of every time that is written.</summary>
    public TimeProvider Clock => clock;

    /// <summary>The newest version of a table; null when there is none.</summary>
    public Task<CatalogTable?> FindAsync(TableIdentifier table, CancellationToken cancellationToken = default) => catalog.LoadAsync(table, cancellationToken);

    /// <summary>Every table there is.</summary>
    public async Task<IReadOnlySet<TableIdentifier>> ListAsync(CancellationToken cancellationToken = default)
    {
        var tables = new HashSet<TableIdentifier>();
        foreach (var tableNamespace in TableIdentifier.Namespaces)
            tables.UnionWith(await catalog.ListAsync(tableNamespace, cancellationToken));
        return tables;
    }

    /// <summary>The table with its files.</summary>
    public IcebergTable Open(CatalogTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.OpenIn(store);
    }

    /// <summary>The table, made empty when there is none.</summary>
    internal async Task<CatalogTable> FindOrCreateAsync(
        TableIdentifier identifier, Schema schema, PartitionSpec spec, CancellationToken cancellationToken)
    {
        if (await catalog.LoadAsync(identifier, cancellationToken) is { } found)
            return found;
        return await catalog.CreateAsync(identifier, schema, spec, cancellationToken: cancellationToken) is CreateOutcome.Created created
            ? created.Table
            : throw Overtaken(identifier);
    }

    /// <summary>Keeps the local files of tables planned from now on until the result is disposed.</summary>
    internal IDisposable HoldLocalFiles() => store.HoldLocalFiles();

    /// <summary>What a session that writes must reach besides its tables.</summary>
    internal IReadOnlyList<string> WritableDirectories => [Path.GetDirectoryName(store.NewTemporaryPath(".parquet"))!];

    internal Task<IReadOnlyList<DataFile>> WriteAsync(
        TableSession session, CatalogTable table, Schema schema, ValueList<int> orderBy, string selectSql, CancellationToken cancellationToken) =>
        new DataFileWriter(session.Connection, Open(table).Files, random).WriteAsync(
            new DataFileRequest
            {
                Schema = schema,
                Spec = table.Metadata.DefaultSpec,
                TableLocation = table.Metadata.Location,
                SelectSql = selectSql,
                OrderBy = orderBy,
            },
            cancellationToken);

    /// <summary>The change that makes a table's rows those of a query, matched by key: files none of whose rows change stay as they are, and none has deletes.</summary>
    internal Task<RowDelta> MergeAsync(
        TableSession session, CatalogTable table, ValueList<string> key, ValueList<int> orderBy, string selectSql, CancellationToken cancellationToken) =>
        new RowWriter(session.Connection, Open(table), random).MergeAsync(
            new MergeRequest
            {
                SourceSql = selectSql,
                Keys = key,
                NotMatchedBySource = MergeAction.Delete,
                Mode = RowLevelMode.CopyOnWrite,
                OrderBy = orderBy,
            },
            cancellationToken);

    /// <summary>Makes the table's next version. The change sees what it changes; a schema equal to the current one is not set again.</summary>
    /// <exception cref="PipelineException">Somebody else's version came first, or the version breaks a rule of the catalogue.</exception>
    internal async Task<TableMetadata> CommitAsync(
        CatalogTable table, Schema? schema, Action<TableTransaction> change, CancellationToken cancellationToken)
    {
        var transaction = TableTransaction.Begin(Open(table), clock, random);
        if (schema is not null && !schema.Equals(table.Metadata.CurrentSchema))
            transaction.SetSchema(schema);
        change(transaction);
        var next = await transaction.ApplyAsync(cancellationToken);
        return await catalog.CommitAsync([new TableCommit(table, next)], cancellationToken: cancellationToken) switch
        {
            CommitOutcome.Committed => next,
            CommitOutcome.Refused refused => throw new PipelineException(refused.Message),
            _ => throw Overtaken(table.Identifier),
        };
    }

    private static PipelineException Overtaken(TableIdentifier table) =>
        new($"Another run changed {table} at the same time; nothing of this one was kept there. Run again.") { IsTransient = true };
}
