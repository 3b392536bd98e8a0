using System.Globalization;
using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Writing;

/// <summary>
/// The buckets that rows are sorted by, in temporary tables of the engine, which cannot compute them: for each such field of a sort order the values that occur, each
/// with its bucket, computed here, so that one implementation of the hash serves every path.
/// </summary>
internal sealed class SortBuckets : IDisposable
{
    private readonly DuckDbConnection _connection;
    private readonly List<string> _tables = [];

    private SortBuckets(DuckDbConnection connection) => _connection = connection;

    /// <summary>The bucket of a row, by which the engine sorts.</summary>
    /// <param name="suffix">What names the tables.</param>
    /// <param name="index">The field's place in the sort order.</param>
    /// <param name="column">Its column.</param>
    public static string Key(string suffix, int index, NestedField column) =>
        $"(SELECT bourse_bucket FROM {Temporary(Name(suffix, index))} WHERE bourse_value = {Sql.Identifier(column.Name)})";

    /// <summary>Computes the buckets that a sort order needs; nothing for an order without them.</summary>
    /// <param name="connection">The session that the rows are sorted in.</param>
    /// <param name="order">The order.</param>
    /// <param name="schema">The rows' columns.</param>
    /// <param name="rows">The query that gives the rows.</param>
    /// <param name="suffix">Names the tables.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static SortBuckets Load(
        DuckDbConnection connection, SortOrder order, Schema schema, string rows, string suffix, CancellationToken cancellationToken)
    {
        var buckets = new SortBuckets(connection);
        try
        {
            for (var i = 0; i < order.Fields.Count; i++)
            {
                if (order.Fields[i].Transform is Transform.Bucket transform && schema.FindColumn(order.Fields[i].SourceId) is { } column)
                    buckets.Add(Name(suffix, i), transform, column, rows, cancellationToken);
            }
            return buckets;
        }
        catch
        {
            buckets.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var table in _tables)
            _connection.Execute($"DROP TABLE IF EXISTS {Temporary(table)}");
    }

    private void Add(string table, Transform.Bucket transform, NestedField column, string rows, CancellationToken cancellationToken)
    {
        var (values, numbers, name) = (table + "_values", table + "_numbers", Sql.Identifier(column.Name));
        _tables.AddRange([values, numbers, table]);
        _connection.Execute(
            $"CREATE TEMP TABLE {Sql.Identifier(values)} AS SELECT bourse_value, row_number() OVER () AS number FROM "
            + $"(SELECT DISTINCT {name} AS bourse_value FROM ({rows}) WHERE {name} IS NOT NULL)",
            cancellationToken);
        _connection.Execute($"CREATE TEMP TABLE {Sql.Identifier(numbers)} (number BIGINT, bourse_bucket INTEGER)", cancellationToken);
        var computed = Compute(values, transform, (IcebergType.Primitive)column.Type, cancellationToken);
        using (var appender = _connection.OpenAppender(null, numbers))
        {
            foreach (var (number, bucket) in computed)
            {
                appender.Append(number);
                appender.Append(bucket);
                appender.EndRow();
            }
            appender.Complete();
        }
        _connection.Execute(
            $"CREATE TEMP TABLE {Sql.Identifier(table)} AS SELECT bourse_value, bourse_bucket FROM {Temporary(values)} JOIN {Temporary(numbers)} USING (number)",
            cancellationToken);
    }

    private List<(long Number, int Bucket)> Compute(string values, Transform.Bucket transform, IcebergType.Primitive type, CancellationToken cancellationToken)
    {
        var computed = new List<(long, int)>();
        using var result = _connection.Query($"SELECT number, bourse_value FROM {Temporary(values)}", cancellationToken);
        foreach (var chunk in result.Chunks())
        {
            for (var row = 0; row < chunk.RowCount; row++)
                computed.Add((chunk.Values<long>(0)[row], (int)((Literal.Integer)transform.Apply(EngineLiterals.Read(chunk, 1, row, type))!).Value));
        }
        return computed;
    }

    private static string Name(string suffix, int index) => string.Create(CultureInfo.InvariantCulture, $"bourse_buckets_{suffix}_{index}");

    private static string Temporary(string table) => Sql.Identifier("temp", table);
}
