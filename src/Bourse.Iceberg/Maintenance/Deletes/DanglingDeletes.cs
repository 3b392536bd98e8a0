using Bourse.DuckDb;
using Bourse.Iceberg.Maintenance.Rewriting;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Maintenance.Deletes;

/// <summary>
/// Finds delete files that apply to no live data file. Manifests tell it of most; position deletes whose file does not say which data files it is for are read.
/// </summary>
internal sealed class DanglingDeletes(ITableFolder folder, DuckDbConnection connection)
{
    private static readonly NestedField[] Columns = [MetadataColumns.DeleteFilePath, MetadataColumns.DeletePosition];

    /// <summary>Reads the columns of position-delete files, under their names in the specification.</summary>
    public static string ReadSql(IEnumerable<string> localFiles)
    {
        var columns = Columns.Select(f => $"{f.Id}: {{'name': {Sql.Literal(f.Name)}, 'type': {Sql.Literal(EngineTypes.ToSql(f.Type))}, 'default_value': NULL}}");
        return Sql.ReadParquet(localFiles, $"schema = MAP {{{string.Join(", ", columns)}}}");
    }

    /// <summary>The data files that a file of position deletes names, in order.</summary>
    public static async Task<IReadOnlyList<string>> NamedAsync(DataFile delete, ITableFolder folder, DuckDbConnection connection, CancellationToken cancellationToken)
    {
        using var held = folder.HoldLocalFiles();
        var local = await folder.LocalPathAsync(delete.Path, cancellationToken);
        using var result = connection.Query($"SELECT DISTINCT file_path FROM {ReadSql([local])}", cancellationToken);
        return [.. result.Rows().Select(r => (string)r[0]!).Order(StringComparer.Ordinal)];
    }

    /// <summary>The dangling deletes of a version.</summary>
    public async Task<IReadOnlyList<DanglingDelete>> FindAsync(TableState state, CancellationToken cancellationToken)
    {
        var applied = state.AppliedDeletes();
        var found = new List<DanglingDelete>();
        foreach (var delete in state.Deletes)
        {
            if (!applied.Contains(delete.File.Path))
                found.Add(new DanglingDelete(delete, null));
            else if (delete.File is { Content: FileContent.PositionDeletes, ReferencedDataFile: null, IsDeletionVector: false }
                && await NamedAsync(delete.File, folder, connection, cancellationToken) is var named && NamesNone(named, state))
                found.Add(new DanglingDelete(delete, named));
        }
        return found;
    }

    /// <summary>Whether deletes are dangling in a newer version too.</summary>
    public static bool AreStill(IReadOnlyList<DanglingDelete> deletes, TableState newest)
    {
        var applied = newest.AppliedDeletes();
        return deletes.All(d => d.Named is { } named ? NamesNone(named, newest) : !applied.Contains(d.Delete.File.Path));
    }

    private static bool NamesNone(IReadOnlyList<string> named, TableState state)
    {
        var live = state.Data.Select(e => FileLocation.Parse(e.File.Path).Path).ToHashSet(StringComparer.Ordinal);
        return named.All(n => !live.Contains(FileLocation.Parse(n).Path));
    }
}
