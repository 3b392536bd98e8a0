using Bourse.Catalog;
using Bourse.DuckDb;
using Bourse.Iceberg;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Writing;
using Bourse.Pipelines.Lakehouse;
using Bourse.Pipelines.Tabular;
using Bourse.Query.Sessions;

namespace Bourse.Pipelines.Models;

/// <summary>
/// Runs models in the order of their references. Each runs in an engine that sees the newest snapshots of what it names, and nothing else; its rows
/// become one snapshot of its table. A run with equal input changes nothing; one that changes few rows of a model with a key leaves the files of the others alone,
/// so that what was published of them is published again as it is.
/// </summary>
public sealed class ModelRunner(LakehouseTables lakehouse)
{
    private const string InputsProperty = "bourse.model.inputs";
    private const string PreviousNamespace = "bourse_previous";

    // Up to a fifth of the rows: what is rewritten to change them is less than the table, as rows that change together mostly lie together.
    private const int FewShareInverse = 5;
    private const string Result = "\"temp\".\"bourse_result\"";

    /// <summary>Runs every model that is not up to date.</summary>
    /// <param name="models">The models, one for a table.</param>
    /// <param name="finished">Told after each model.</param>
    /// <param name="cancellationToken">Ends the run between and within models; what was committed stays.</param>
    /// <returns>The outcomes in the order of the run.</returns>
    /// <exception cref="PipelineException">A model cannot run or breaks its key; models before it stay committed.</exception>
    public async Task<IReadOnlyList<ModelOutcome>> RunAsync(
        IReadOnlyCollection<Model> models, Action<ModelOutcome>? finished = null, CancellationToken cancellationToken = default)
    {
        var outcomes = new List<ModelOutcome>();
        foreach (var parsed in ModelGraph.Order(models, await lakehouse.ListAsync(cancellationToken)))
        {
            try
            {
                outcomes.Add(await RunAsync(parsed, cancellationToken));
            }
            catch (Exception e) when (e is DuckDbException or ArgumentException)
            {
                throw new PipelineException($"{parsed.Model.File}: {e.Message}", e) { IsTransient = e is DuckDbException { IsTransient: true } };
            }
            finished?.Invoke(outcomes[^1]);
        }
        return outcomes;
    }

    private async Task<ModelOutcome> RunAsync(ParsedModel parsed, CancellationToken cancellationToken)
    {
        var started = lakehouse.Clock.GetTimestamp();
        var model = parsed.Model;
        var inputs = new List<CatalogTable>();
        foreach (var input in parsed.Inputs)
        {
            inputs.Add(await lakehouse.FindAsync(input, cancellationToken)
                ?? throw new PipelineException($"{model.File}: the table {input} does not exist yet."));
        }
        var fingerprint = ModelFingerprint.Of(model, inputs);
        var existing = await lakehouse.FindAsync(model.Table, cancellationToken);
        if (existing is not null && existing.Metadata.Properties.GetValueOrDefault(InputsProperty) == fingerprint)
            return new ModelOutcome.UpToDate { Table = model.Table, Elapsed = lakehouse.Clock.GetElapsedTime(started) };

        using var held = lakehouse.HoldLocalFiles();
        using var session = TableSession.Open(
            await PlanAsync(inputs, existing, cancellationToken), new SessionOptions { Directories = lakehouse.WritableDirectories });
        var given = Materialize(session.Connection, model, cancellationToken);
        RequireKey(session.Connection, model, cancellationToken);
        var schema = existing is null
            ? given
            : SchemaReconciliation.Reconcile(existing.Metadata.CurrentSchema, existing.Metadata.LastColumnId, given, model.File);
        var rows = session.Connection.QuerySingle<long>($"SELECT count(*) FROM {Result}", cancellationToken);
        var table = existing ?? await lakehouse.FindOrCreateAsync(model.Table, schema, SpecOf(model, schema), cancellationToken);
        var properties = table.Metadata.Properties.With(InputsProperty, fingerprint);
        var order = OrderOf(model, schema);
        Action<TableTransaction>? change = null;
        if (existing is not null && schema.Equals(existing.Metadata.CurrentSchema))
        {
            var changes = RowDifference.Count(session.Connection, Result, Sql.Identifier(PreviousNamespace, model.Table.Name), schema, cancellationToken);
            if (changes == 0)
            {
                await lakehouse.CommitAsync(table, null, transaction => transaction.SetProperties(properties), cancellationToken);
                return new ModelOutcome.SameRows(rows) { Table = model.Table, Elapsed = lakehouse.Clock.GetElapsedTime(started) };
            }
            if (changes * FewShareInverse <= rows && CanMerge(session.Connection, model, cancellationToken))
            {
                var delta = await lakehouse.MergeAsync(session, table, model.Key.ToValueList(), order, $"SELECT * FROM {Result}", cancellationToken);
                change = transaction => transaction.Apply(delta);
            }
        }
        if (change is null)
        {
            var files = await lakehouse.WriteAsync(session, table, schema, order, $"SELECT * FROM {Result}", cancellationToken);
            change = transaction => transaction.Overwrite(files);
        }
        var next = await lakehouse.CommitAsync(
            table,
            schema,
            transaction =>
            {
                change(transaction);
                transaction.SetProperties(properties);
            },
            cancellationToken);
        return new ModelOutcome.Written(rows, next.CurrentSnapshotId!.Value) { Table = model.Table, Elapsed = lakehouse.Clock.GetElapsedTime(started) };
    }

    private async Task<List<SessionTable>> PlanAsync(List<CatalogTable> inputs, CatalogTable? existing, CancellationToken cancellationToken)
    {
        var tables = new List<SessionTable>();
        foreach (var input in inputs)
        {
            tables.Add(await SessionTable.PlanAsync(
                input.Identifier.Namespace, input.Identifier.Name, lakehouse.Open(input), cancellationToken: cancellationToken));
        }
        if (existing is not null)
        {
            tables.Add(await SessionTable.PlanAsync(
                PreviousNamespace, existing.Identifier.Name, lakehouse.Open(existing), cancellationToken: cancellationToken));
        }
        return tables;
    }

    private static Schema Materialize(DuckDbConnection connection, Model model, CancellationToken cancellationToken)
    {
        connection.Execute($"CREATE TEMP TABLE {Result} AS\n{model.Sql}", cancellationToken);
        using var described = connection.Query($"SELECT * FROM {Result} LIMIT 0", cancellationToken);
        return SchemaInference.Infer(described.Columns, model.File);
    }

    private static void RequireKey(DuckDbConnection connection, Model model, CancellationToken cancellationToken)
    {
        if (model.Key.Count == 0)
            return;
        var key = string.Join(", ", model.Key.Select(Sql.Identifier));
        var repeated = connection.QuerySingle<long>(
            $"SELECT count(*) FROM (SELECT 1 FROM {Result} GROUP BY {key} HAVING count(*) > 1)", cancellationToken);
        if (repeated > 0)
        {
            throw new PipelineException(
                $"{model.File}: {repeated} values of the key ({string.Join(", ", model.Key)}) come more than once; make the rows unique, or widen the key.");
        }
    }

    private static PartitionSpec SpecOf(Model model, Schema schema)
    {
        if (model.Partitions.Count == 0)
            return PartitionSpec.Unpartitioned;
        var fields = model.Partitions.Select((part, i) => new PartitionField(
            ColumnOf(schema, part.Column, model, "partition").Id,
            PartitionSpec.FieldIdMin + i,
            part.Transform is Transform.Identity ? part.Column : $"{part.Column}_{part.Transform}",
            part.Transform));
        return new PartitionSpec(0, fields.ToValueList());
    }

    private static ValueList<int> OrderOf(Model model, Schema schema) =>
        model.Order.Select(column => ColumnOf(schema, column, model, "order").Id).ToValueList();

    private static NestedField ColumnOf(Schema schema, string column, Model model, string key) =>
        schema.Fields.FirstOrDefault(field => field.Name == column)
        ?? throw new PipelineException($"{model.File}: {key} names '{column}', which the SELECT does not give.");

    // A row is found again by its key, which a null names nothing by.
    private static bool CanMerge(DuckDbConnection connection, Model model, CancellationToken cancellationToken) =>
        model.Key.Count > 0 && connection.QuerySingle<long>(
            $"SELECT count(*) FROM {Result} WHERE {string.Join(" OR ", model.Key.Select(column => $"{Sql.Identifier(column)} IS NULL"))}", cancellationToken) == 0;
}
