using Bourse.DuckDb;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Writing.Rows;

/// <summary>The rows that an operation brings, cast to the table's types. For a merge they are kept in the session, numbered, and their keys are checked.</summary>
internal sealed class SourceRows : IDisposable
{
    /// <summary>The column that numbers the rows.</summary>
    public const string Number = "bourse_source_row";

    private readonly TemporaryTable _table;

    private SourceRows(TemporaryTable table, IReadOnlyList<NestedField> keys) => (_table, Keys) = (table, keys);

    /// <summary>The key columns.</summary>
    public IReadOnlyList<NestedField> Keys { get; }

    /// <summary>The session's table, as SQL.</summary>
    public string Sql => _table.Sql;

    /// <summary>A query's rows with the schema's columns, in its order.</summary>
    /// <exception cref="ArgumentException">The query's columns are not those of the schema.</exception>
    public static string Select(DuckDbConnection connection, Schema schema, string selectSql, CancellationToken cancellationToken)
    {
        var source = $"({Environment.NewLine}{selectSql.TrimEnd().TrimEnd(';')}{Environment.NewLine})";
        using var described = connection.Query($"SELECT * FROM {source} LIMIT 0", cancellationToken);
        return $"SELECT {QueryColumns.Cast(QueryColumns.Match(schema, [.. described.Columns.Select(c => c.Name)]))} FROM {source}";
    }

    /// <summary>Loads the source of a merge.</summary>
    /// <exception cref="ArgumentException">There is no key, a key has nulls, or two rows have one key.</exception>
    public static SourceRows Load(DuckDbConnection connection, Schema schema, MergeRequest request, string suffix, CancellationToken cancellationToken)
    {
        if (request.Keys.Count == 0)
            throw new ArgumentException("A merge needs a key column.", nameof(request));
        var keys = request.Keys.Select(name => schema.FindColumn(name) is { Type: IcebergType.Primitive } key
            ? key
            : throw new ArgumentException($"The key '{name}' is no column of single values.", nameof(request))).ToArray();
        var rows = $"SELECT *, row_number() OVER () AS {Number} FROM ({Select(connection, schema, request.SourceSql, cancellationToken)})";
        var source = new SourceRows(new TemporaryTable(connection, "bourse_source_" + suffix, rows, cancellationToken), keys);
        try
        {
            source.RequireKeys(connection, cancellationToken);
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    public void Dispose() => _table.Dispose();

    private void RequireKeys(DuckDbConnection connection, CancellationToken cancellationToken)
    {
        foreach (var key in Keys)
        {
            if (connection.QuerySingle<long>($"SELECT count(*) FROM {Sql} WHERE {DuckDb.Sql.Identifier(key.Name)} IS NULL", cancellationToken) is > 0 and var nulls)
                throw new ArgumentException($"The key column '{key.Name}' is null in {nulls} rows of the source; a null key matches nothing.");
        }
        var names = string.Join(", ", Keys.Select(k => DuckDb.Sql.Identifier(k.Name)));
        using var result = connection.Query(
            $"SELECT count(*), {string.Join(", ", Keys.Select(k => $"CAST({DuckDb.Sql.Identifier(k.Name)} AS VARCHAR)"))} FROM {Sql} GROUP BY {names} HAVING count(*) > "
                + $"1 ORDER BY {names} LIMIT 1",
            cancellationToken);
        if (result.Rows().FirstOrDefault() is { } twice)
            throw new ArgumentException($"The source has {twice[0]} rows with the key {string.Join(", ", Keys.Select((k, i) => $"{k.Name} = {twice[i + 1]}"))}; which of "
                + "them to take cannot be known.");
    }
}
