using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Writing.Rows;

/// <summary>The statements of a merge.</summary>
internal sealed class RowMerge(DuckDbConnection connection, Schema schema, SourceRows source, MergeRequest request)
{
    private string Columns => string.Join(", ", schema.Fields.Select(f => "s." + Sql.Identifier(f.Name)));

    private string SameKeys => string.Join(" AND ", source.Keys.Select(k => $"t.{Sql.Identifier(k.Name)} = s.{Sql.Identifier(k.Name)}"));

    /// <summary>The rows of the table that can be concerned: those between the least and the greatest of each key, unless rows the source lacks are too.</summary>
    public Expression Filter(CancellationToken cancellationToken) => request.NotMatchedBySource == MergeAction.Delete
        ? request.Scope
        : Expression.AllOf(source.Keys.SelectMany(k => Range(k, cancellationToken)).Prepend(request.Scope));

    /// <summary>The rows that both have: where they are (<c>file</c>, <c>pos</c>), the number of the source's row, and whether a column differs.</summary>
    public TemporaryTable Match(string rows, string suffix, CancellationToken cancellationToken)
    {
        var differs = string.Join(" OR ", schema.Fields.Select(f => $"t.{Sql.Identifier(f.Name)} IS DISTINCT FROM s.{Sql.Identifier(f.Name)}"));
        return new TemporaryTable(
            connection,
            "bourse_found_" + suffix,
            $"SELECT t._file AS file, t._pos AS pos, s.{SourceRows.Number} AS source_row, ({differs}) AS differs FROM ({rows}) AS t JOIN {source.Sql} AS s ON {SameKeys}",
            cancellationToken);
    }

    /// <summary>The positions of the rows that go.</summary>
    public string Gone(string rows, string found)
    {
        var matched = request.Matched switch
        {
            MergeAction.Write => $"SELECT file, pos FROM {found} WHERE differs",
            MergeAction.Delete => $"SELECT file, pos FROM {found}",
            _ => $"SELECT file, pos FROM {found} WHERE FALSE",
        };
        return request.NotMatchedBySource == MergeAction.Delete
            ? $"{matched} UNION ALL SELECT t._file, t._pos FROM ({rows}) AS t ANTI JOIN {source.Sql} AS s ON {SameKeys}"
            : matched;
    }

    /// <summary>The rows that come: one for each row of the table that changes, and one for each of the source that the table lacks.</summary>
    public IEnumerable<string> Comes(string found)
    {
        if (request.Matched == MergeAction.Write)
            yield return $"SELECT {Columns} FROM {found} AS f JOIN {source.Sql} AS s ON f.source_row = s.{SourceRows.Number} WHERE f.differs";
        if (request.NotMatched == MergeAction.Write)
            yield return $"SELECT {Columns} FROM {source.Sql} AS s ANTI JOIN {found} AS f ON f.source_row = s.{SourceRows.Number}";
    }

    private IEnumerable<Expression> Range(NestedField key, CancellationToken cancellationToken)
    {
        var name = Sql.Identifier(key.Name);
        var type = (IcebergType.Primitive)key.Type;
        using var result = connection.Query($"SELECT min({name}) AS least, max({name}) AS greatest FROM {source.Sql}", cancellationToken);
        foreach (var chunk in result.Chunks())
        {
            if (EngineLiterals.Read(chunk, 0, 0, type) is { } least && EngineLiterals.Read(chunk, 1, 0, type) is { } greatest)
                return [new Expression.Compare(ComparisonOperator.GreaterOrEqual, key.Id, least),
                    new Expression.Compare(ComparisonOperator.LessOrEqual, key.Id, greatest)];
        }
        // A source without rows concerns none.
        return [Expression.False];
    }
}
