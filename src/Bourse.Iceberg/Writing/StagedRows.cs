using System.Globalization;
using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Writing.Rows;

namespace Bourse.Iceberg.Writing;

/// <summary>
/// The rows to be written, in temporary tables of the engine, cast to the table's types:
/// 1. the query's rows;
/// 2. the distinct keys that partition values come from, each with the number of its partition, computed here, so that one implementation of the
///    transforms serves every path;
/// 3. for a partitioned table the rows again, with that number, sorted, so that each file is one range of them.
/// </summary>
internal sealed class StagedRows : IDisposable
{
    private const string NumberColumn = "bourse_partition_number";

    private readonly DuckDbConnection _connection;
    private readonly DataFileRequest _request;
    private readonly string _suffix;
    private readonly string _rows;
    private readonly string _keys;
    private readonly string _numbers;
    private readonly string _sorted;
    private SortBuckets? _buckets;

    private StagedRows(DuckDbConnection connection, DataFileRequest request, string suffix)
    {
        (_connection, _request, _suffix) = (connection, request, suffix);
        (_rows, _keys) = ($"bourse_rows_{suffix}", $"bourse_keys_{suffix}");
        (_numbers, _sorted) = ($"bourse_numbers_{suffix}", $"bourse_sorted_{suffix}");
    }

    /// <summary>The partitions that have rows, in the order of their values, nulls first.</summary>
    public IReadOnlyList<StagedPartition> Partitions { get; private set; } = [];

    private bool IsPartitioned => _request.Spec.Fields.Count > 0;

    private string Columns => string.Join(", ", _request.Schema.Fields.Select(f => Sql.Identifier(f.Name)));

    public static StagedRows Load(DuckDbConnection connection, DataFileRequest request, string suffix, CancellationToken cancellationToken)
    {
        var staged = new StagedRows(connection, request, suffix);
        try
        {
            staged.LoadRows(cancellationToken);
            staged.RequireNoNulls(cancellationToken);
            staged._buckets = SortBuckets.Load(connection, request.SortOrder, request.Schema, $"FROM {Temporary(staged._rows)}", suffix, cancellationToken);
            if (staged.IsPartitioned)
                staged.SplitRows(cancellationToken);
            else if (connection.QuerySingle<long>($"SELECT count(*) FROM {Temporary(staged._rows)}", cancellationToken) > 0)
                staged.Partitions = [new StagedPartition(0, [])];
            return staged;
        }
        catch
        {
            staged.Dispose();
            throw;
        }
    }

    /// <summary>The query that gives a partition's rows in order.</summary>
    public string Select(StagedPartition partition) => IsPartitioned
        ? $"SELECT {Columns} FROM {Temporary(_sorted)} WHERE {Where(partition)} ORDER BY rowid"
        : $"SELECT {Columns} FROM {Temporary(_rows)} ORDER BY {Order()}";

    public void Dispose()
    {
        _buckets?.Dispose();
        foreach (var table in new[] { _rows, _keys, _numbers, _sorted })
            _connection.Execute($"DROP TABLE IF EXISTS {Temporary(table)}");
    }

    private void LoadRows(CancellationToken cancellationToken)
    {
        var rows = SourceRows.Select(_connection, _request.Schema, _request.SelectSql, cancellationToken);
        _connection.Execute($"CREATE TEMP TABLE {Sql.Identifier(_rows)} AS {rows}", cancellationToken);
    }

    private void RequireNoNulls(CancellationToken cancellationToken)
    {
        var required = _request.Schema.Fields.Where(f => f.Required).ToArray();
        if (required.Length == 0)
            return;
        var counts = string.Join(", ", required.Select(f => $"count(*) - count({Sql.Identifier(f.Name)})"));
        using var result = _connection.Query($"SELECT {counts} FROM {Temporary(_rows)}", cancellationToken);
        var nulls = result.Rows().First();
        for (var i = 0; i < required.Length; i++)
        {
            if ((long)nulls[i]! > 0)
                throw new ArgumentException($"Column '{required[i].Name}' is required and has {nulls[i]} nulls in the rows to be written.");
        }
    }

    private void SplitRows(CancellationToken cancellationToken)
    {
        var sources = _request.Spec.Fields.Select(f => PartitionSource.Of(f, _request.Schema)).ToArray();
        var selected = string.Join(", ", sources.Select((s, i) => $"{s.Sql} AS k{i}"));
        _connection.Execute(
            $"CREATE TEMP TABLE {Sql.Identifier(_keys)} AS SELECT *, row_number() OVER () AS key_number FROM (SELECT DISTINCT {selected} FROM {Temporary(_rows)})",
            cancellationToken);
        var tuples = ReadKeys(sources, cancellationToken);
        var ordered = tuples.Select(t => t.Values).Distinct().Order(PartitionOrder.Instance).ToArray();
        var numbers = ordered.Select((values, i) => (values, i)).ToDictionary(p => p.values, p => p.i);

        _connection.Execute($"CREATE TEMP TABLE {Sql.Identifier(_numbers)} (key_number BIGINT, {NumberColumn} INTEGER)", cancellationToken);
        using (var appender = _connection.OpenAppender(null, _numbers))
        {
            foreach (var (key, values) in tuples)
            {
                appender.Append(key);
                appender.Append(numbers[values]);
                appender.EndRow();
            }
            appender.Complete();
        }
        var matched = string.Join(" AND ", sources.Select((s, i) => $"({s.Sql}) IS NOT DISTINCT FROM k{i}"));
        _connection.Execute(
            $"CREATE TEMP TABLE {Sql.Identifier(_sorted)} AS SELECT {Columns}, {NumberColumn} FROM {Temporary(_rows)} " +
            $"JOIN {Temporary(_keys)} ON {matched} JOIN {Temporary(_numbers)} USING (key_number) ORDER BY {NumberColumn}, {Order()}",
            cancellationToken);
        Partitions = [.. ordered.Select((values, i) => new StagedPartition(i, values))];
    }

    private List<(long Key, ValueList<Literal?> Values)> ReadKeys(PartitionSource[] sources, CancellationToken cancellationToken)
    {
        var tuples = new List<(long, ValueList<Literal?>)>();
        using var result = _connection.Query($"SELECT key_number, * EXCLUDE (key_number) FROM {Temporary(_keys)}", cancellationToken);
        foreach (var chunk in result.Chunks())
        {
            for (var row = 0; row < chunk.RowCount; row++)
            {
                var values = new Literal?[sources.Length];
                for (var i = 0; i < sources.Length; i++)
                    values[i] = sources[i].ValueOf(EngineLiterals.Read(chunk, i + 1, row, sources[i].KeyType));
                tuples.Add((chunk.Values<long>(0)[row], [.. values]));
            }
        }
        return tuples;
    }

    private string Order()
    {
        var first = _request.OrderBy.Select(id => _request.Schema.FindColumn(id)
            ?? throw new ArgumentException($"The rows are to be sorted by field {id}, which is no column."));
        var columns = first.Concat(_request.Schema.Fields).Distinct().Select(f => Sql.Identifier(f.Name) + " NULLS FIRST");
        return string.Join(", ", (SortKeys.Of(_request.SortOrder, _request.Schema, _suffix) ?? []).Concat(columns));
    }

    private static string Where(StagedPartition partition) => string.Create(CultureInfo.InvariantCulture, $"{NumberColumn} = {partition.Number}");

    private static string Temporary(string table) => Sql.Identifier("temp", table);
}
