using Bourse.DuckDb;
using Bourse.Iceberg.Schemas;

namespace Bourse.Pipelines.Models;

/// <summary>How a model's rows differ from those its table has.</summary>
internal static class RowDifference
{
    /// <summary>The rows that are new or gone, compared as bags: the order within files is the writer's. A row that changed is both.</summary>
    /// <param name="connection">The session that has both.</param>
    /// <param name="result">The model's rows, as SQL.</param>
    /// <param name="previous">The table's rows, as SQL.</param>
    /// <param name="schema">The table's columns.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static long Count(DuckDbConnection connection, string result, string previous, Schema schema, CancellationToken cancellationToken)
    {
        var columns = string.Join(", ", schema.Fields.Select(field => Sql.Identifier(field.Name)));
        var casts = string.Join(", ", schema.Fields.Select(field => $"CAST({Sql.Identifier(field.Name)} AS {EngineTypes.ToSql(field.Type)})"));
        var added = connection.QuerySingle<long>($"SELECT count(*) FROM (SELECT {casts} FROM {result} EXCEPT ALL SELECT {columns} FROM {previous})", cancellationToken);
        var before = connection.QuerySingle<long>($"SELECT count(*) FROM {previous}", cancellationToken);
        var now = connection.QuerySingle<long>($"SELECT count(*) FROM {result}", cancellationToken);
        // What both have is what was not added.
        return added + before - (now - added);
    }
}
