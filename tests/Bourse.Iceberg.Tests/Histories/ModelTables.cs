using System.Globalization;
using Bourse.DuckDb;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Tests.Histories;

/// <summary>
/// The model of a table's history: a plain table of the engine for each branch and for each snapshot, changed by ordinary SQL. All of them always have the columns of
/// the present. What a snapshot showed when it was made is kept beside as text.
/// </summary>
internal sealed class ModelTables(DuckDbConnection connection, Func<string, List<string>> text)
{
    private readonly HashSet<string> _branches = [];
    private readonly Dictionary<long, List<string>> _shown = [];

    /// <summary>The table of a branch.</summary>
    public static string Of(string branch) => Sql.Identifier("branch " + branch);

    /// <summary>The table of a snapshot.</summary>
    public static string Of(long snapshot) => Sql.Identifier(string.Create(CultureInfo.InvariantCulture, $"snapshot {snapshot}"));

    /// <summary>The snapshots that are kept.</summary>
    public IReadOnlyCollection<long> Snapshots => _shown.Keys;

    /// <summary>What a snapshot showed when it was made.</summary>
    public List<string> Shown(long snapshot) => _shown[snapshot];

    public void Create(Schema schema)
    {
        _branches.Add(SnapshotRef.Main);
        connection.Execute($"CREATE TABLE {Of(SnapshotRef.Main)} ({string.Join(", ", schema.Fields.Select(f => $"{f.Name} {EngineTypes.ToSql(f.Type)}"))})");
    }

    /// <summary>Runs statements, given the table's name.</summary>
    public void Change(string branch, params IEnumerable<Func<string, string>> statements)
    {
        foreach (var statement in statements)
            connection.Execute(statement(Of(branch)));
    }

    /// <summary>Alters every table.</summary>
    public void Alter(params IEnumerable<string> actions)
    {
        foreach (var table in _branches.Select(Of).Concat(_shown.Keys.Select(Of)))
            foreach (var action in actions)
                connection.Execute($"ALTER TABLE {table} {action}");
    }

    /// <summary>Keeps a snapshot that shows what a branch shows now.</summary>
    public void Keep(long snapshot, string branch, Schema schema)
    {
        connection.Execute($"CREATE TABLE {Of(snapshot)} AS FROM {Of(branch)}");
        _shown.Add(snapshot, Rows(Of(branch), schema));
    }

    /// <summary>Forgets a snapshot.</summary>
    public void Forget(long snapshot)
    {
        connection.Execute($"DROP TABLE {Of(snapshot)}");
        _shown.Remove(snapshot);
    }

    /// <summary>Lets a branch, which may be new, show what another table does.</summary>
    public void Set(string branch, string table)
    {
        _branches.Add(branch);
        connection.Execute($"CREATE OR REPLACE TABLE {Of(branch)} AS FROM {table}");
    }

    public void Remove(string branch)
    {
        _branches.Remove(branch);
        connection.Execute($"DROP TABLE {Of(branch)}");
    }

    /// <summary>The rows of a table, sorted, as text.</summary>
    public List<string> Rows(string table, Schema schema) => text($"SELECT {string.Join(", ", schema.Fields.Select(f => f.Name))} FROM {table}");
}
