using Bourse.Access.Resources;
using Bourse.DuckDb;
using Bourse.Exchange.Publishing;
using Bourse.Query.Sessions;

namespace Bourse.Pipelines.Quality;

/// <summary>The names under which the gate's engine sees tables: those of the revision to be, of the newest published one, and of the lakehouse.</summary>
internal static class QualityViews
{
    private const string Now = "product";
    private const string Before = "previous";
    private const string Source = "source";

    /// <summary>The quoted name of a table of the revision to be.</summary>
    public static string OfTable(TableName table) => Sql.Identifier(Now, table.Value);

    /// <summary>The quoted name of a table of the newest published revision.</summary>
    public static string OfPrevious(TableName table) => Sql.Identifier(Before, table.Value);

    /// <summary>The quoted name of a lakehouse table.</summary>
    /// <param name="source">Its name, as <c>namespace.name</c>.</param>
    public static string OfSource(string source) => Sql.Identifier(Source, source);

    /// <summary>Plans reading every table of the input.</summary>
    public static async Task<IReadOnlyList<SessionTable>> PlanAsync(GateInput input, CancellationToken cancellation)
    {
        var views = input.Tables.Select(entry => (Now, entry.Key.Value, entry.Value))
            .Concat(input.Previous.Select(entry => (Before, entry.Key.Value, entry.Value)))
            .Concat(input.Sources.Select(entry => (Source, entry.Key, entry.Value)));
        var planned = new List<SessionTable>();
        foreach (var (viewNamespace, name, pinned) in views)
            planned.Add(await SessionTable.PlanAsync(viewNamespace, name, pinned.Table, pinned.Snapshot, cancellation));
        return planned;
    }
}
