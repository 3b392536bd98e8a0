using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Tests.Support;
using Bourse.Iceberg.Writing.Rows;

namespace Bourse.Iceberg.Tests.Histories;

/// <summary>Random changes of rows, on the main branch or another.</summary>
internal sealed class RowSteps(RandomTable table)
{
    private string _branch = SnapshotRef.Main;

    private Schema Schema => table.Schema;

    private IEnumerable<string> Names => Schema.Fields.Select(f => f.Name);

    public Task StepAsync()
    {
        var branches = table.Table.Metadata.Refs.Where(r => r.Value.Kind == SnapshotRefKind.Branch).Select(r => r.Key).ToArray();
        _branch = branches.Length > 0 && table.Random.Next(4) == 0 ? branches[table.Random.Next(branches.Length)] : SnapshotRef.Main;
        return table.Random.Next(11) switch
        {
            0 or 1 or 2 => AppendAsync(),
            3 => DeleteAsync(),
            4 => UpdateAsync(),
            5 or 6 => MergeAsync(),
            7 => OverwriteAsync(),
            8 => OverwritePartitionsAsync(),
            9 => OverwriteAllAsync(),
            _ => DeleteEqualAsync(),
        };
    }

    private async Task AppendAsync()
    {
        var rows = Rows(table.Random.Next(1, 30));
        table.Model.Change(_branch, m => $"INSERT INTO {m} BY NAME {rows}");
        var files = await table.Lake.WriteAsync(rows);
        await table.CommitAsync("append", t => t.Append(files), _branch);
    }

    private async Task OverwriteAllAsync()
    {
        var rows = Rows(table.Random.Next(0, 20));
        table.Model.Change(_branch, m => $"DELETE FROM {m}", m => $"INSERT INTO {m} BY NAME {rows}");
        var files = await table.Lake.WriteAsync(rows);
        await table.CommitAsync("overwrite all", t => t.Overwrite(files), _branch);
    }

    private async Task DeleteAsync()
    {
        var filter = Condition();
        var delta = await Writer().DeleteAsync(filter);
        table.Model.Change(_branch, m => $"DELETE FROM {m} WHERE {filter.ToSql(Schema)}");
        await table.CommitAsync($"delete {filter.ToSql(Schema)}", t => t.Apply(delta), _branch);
    }

    // Of a table that began without partitions, so that the deletes hold for files of every spec.
    private async Task DeleteEqualAsync()
    {
        _branch = SnapshotRef.Main;
        var fields = new[] { 1, 2, 3 }.Where(_ => table.Random.Next(2) == 0).DefaultIfEmpty(2).Select(id => Schema.FindColumn(id)!).ToArray();
        var values = fields.Select(f => $"CAST({RandomRows.Value(table.Random, f)} AS {EngineTypes.ToSql(f.Type)})").ToArray();
        var equal = string.Join(" AND ", fields.Zip(values, (f, v) => $"{f.Name} IS NOT DISTINCT FROM {v}"));
        table.Model.Change(_branch, m => $"DELETE FROM {m} WHERE {equal}");
        var select = $"SELECT {string.Join(", ", fields.Zip(values, (f, v) => $"{v} AS {f.Name}"))}";
        await table.RunAsync($"equality delete {equal}", () => table.Lake.DeleteEqualAsync(select, [.. fields.Select(f => f.Id)]));
    }

    private async Task UpdateAsync()
    {
        var (filter, fund) = (Condition(), table.Name(2));
        var delta = await Writer().UpdateAsync(filter, new TextDictionary([new("id", "id + 1"), new(fund, $"concat({fund}, 'u')")]));
        table.Model.Change(_branch, m => $"UPDATE {m} SET id = id + 1, {fund} = concat({fund}, 'u') WHERE {filter.ToSql(Schema)}");
        await table.CommitAsync($"update {filter.ToSql(Schema)}", t => t.Apply(delta), _branch);
    }

    private async Task MergeAsync()
    {
        var columns = string.Join(", ", Names);
        var whole = table.Random.Next(3) == 0;
        table.Lake.Lake.Connection.Execute(
            $"CREATE OR REPLACE TEMP TABLE source AS SELECT * FROM ({Rows(table.Random.Next(1, 20))}) QUALIFY row_number() OVER (PARTITION BY id) = 1");
        var delta = await Writer().MergeAsync(new MergeRequest
        {
            SourceSql = "SELECT * FROM source", Keys = ["id"], NotMatchedBySource = whole ? MergeAction.Delete : MergeAction.Keep,
        });
        // Rows of the table that share a key all become the source's.
        table.Model.Change(_branch, m => $"""
            CREATE OR REPLACE TABLE {m} AS SELECT {columns} FROM (
            {(whole ? "" : $"SELECT {columns} FROM {m} ANTI JOIN source USING (id) UNION ALL ")}
            SELECT {string.Join(", ", Names.Select(n => "source." + n))} FROM source JOIN (SELECT id, count(*) AS n FROM {m} GROUP BY id) AS keys USING (id), range(keys.n)
            UNION ALL SELECT {columns} FROM source ANTI JOIN {m} USING (id))
            """);
        await table.CommitAsync($"merge whole={whole}", t => t.Apply(delta), _branch);
    }

    private async Task OverwriteAsync()
    {
        var (rows, filter) = (Rows(table.Random.Next(0, 10)), Condition());
        var delta = await Writer().OverwriteAsync(filter, rows);
        table.Model.Change(_branch, m => $"DELETE FROM {m} WHERE {filter.ToSql(Schema)}", m => $"INSERT INTO {m} BY NAME {rows}");
        await table.CommitAsync($"overwrite {filter.ToSql(Schema)}", t => t.Apply(delta), _branch);
    }

    // Where a value alone tells which partition a row is in: files of other specs stay, and buckets are not the engine's to compute.
    private async Task OverwritePartitionsAsync()
    {
        var spec = table.Table.Metadata.DefaultSpec;
        var live = await table.Table.ScanBranch(_branch).PlanFilesAsync(Expression.True);
        if (live.Any(t => t.File.SpecId != spec.Id) || spec.Fields.Any(f => f.Transform is Transform.Bucket))
            return;
        table.Lake.Lake.Connection.Execute($"CREATE OR REPLACE TEMP TABLE source AS {Rows(table.Random.Next(1, 8))}");
        var files = await table.Lake.WriteAsync("SELECT * FROM source");
        var same = spec.Fields.Select(f => Partition("m", f)).Zip(spec.Fields.Select(f => Partition("s", f)), (m, s) => $"{m} IS NOT DISTINCT FROM {s}");
        table.Model.Change(
            _branch, m => $"DELETE FROM {m} AS m WHERE EXISTS (SELECT 1 FROM source AS s WHERE {string.Join(" AND ", same.Append("TRUE"))})", m =>
                $"INSERT INTO {m} BY NAME FROM source");
        await table.CommitAsync("overwrite partitions", t => t.OverwritePartitions(files), _branch);
    }

    private string Partition(string row, PartitionField field)
    {
        var column = Schema.FindColumn(field.SourceId)!;
        var value = $"{row}.{column.Name}";
        return (field.Transform, column.Type) switch
        {
            (Transform.Identity, _) => value,
            (Transform.Year, _) => $"year({value})",
            (Transform.Month, _) => $"(year({value}), month({value}))",
            (Transform.Day, _) => value,
            (Transform.Truncate t, IcebergType.String) => $"left({value}, {t.Width})",
            (Transform.Truncate t, IcebergType.Decimal d) => $"CAST(floor({value} * {Math.Pow(10, d.Scale)} / {t.Width}) AS BIGINT)",
            (Transform.Truncate t, _) => $"CAST(floor({value} / {t.Width}) AS BIGINT)",
            _ => throw new ArgumentException($"The model has no {field.Transform} of {column.Type}."),
        };
    }

    private RowWriter Writer() => new(table.Lake.Lake.Connection, table.Table, table.Lake.Lake.Random, _branch);

    private Expression Condition() => RandomExpressions.Condition(
        table.Random, new Schema(0, Schema.Fields.Where(f => f.Type is IcebergType.Primitive).ToValueList()), 2);

    private string Rows(int count) => RandomRows.Select(table.Random, Schema, count);
}
