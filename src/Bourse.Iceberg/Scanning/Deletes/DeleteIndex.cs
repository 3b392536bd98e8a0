using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Storage;

namespace Bourse.Iceberg.Scanning.Deletes;

/// <summary>
/// Finds the deletes of a data file by the rules of the specification's "Scan Planning": a vector or position deletes when not older than the file, in the
/// same spec and partition and not bound to another file; equality deletes when strictly newer, in the same partition or unpartitioned.
/// </summary>
internal sealed class DeleteIndex
{
    private readonly Dictionary<(int SpecId, ValueList<Literal?> Partition), List<ManifestEntry>> _positions = [];
    private readonly Dictionary<(int SpecId, ValueList<Literal?> Partition), List<ManifestEntry>> _equalities = [];
    private readonly Dictionary<string, List<ManifestEntry>> _ofOneFile = new(StringComparer.Ordinal);
    private readonly List<ManifestEntry> _everywhere = [];

    public DeleteIndex(IEnumerable<ManifestEntry> deletes, Func<int, bool> isUnpartitioned)
    {
        // The order of numbers makes the order of a task's deletes one, whatever the order of manifests.
        foreach (var delete in deletes.OrderBy(d => d.SequenceNumber).ThenBy(d => d.File.Path, StringComparer.Ordinal))
        {
            var list = (delete.File.Content, OnlyFile(delete.File)) switch
            {
                (FileContent.EqualityDeletes, _) when isUnpartitioned(delete.File.SpecId) => _everywhere,
                (FileContent.EqualityDeletes, _) => Of(_equalities, (delete.File.SpecId, delete.File.Partition)),
                (_, { } only) => Of(_ofOneFile, FileLocation.Parse(only).Path),
                _ => Of(_positions, (delete.File.SpecId, delete.File.Partition)),
            };
            list.Add(delete);
        }
    }

    public ValueList<DataFile> For(ManifestEntry data)
    {
        if (_everywhere.Count + _equalities.Count + _positions.Count + _ofOneFile.Count == 0)
            return [];
        var location = FileLocation.Parse(data.File.Path);
        var key = (data.File.SpecId, data.File.Partition);
        var ofFile = _ofOneFile.GetValueOrDefault(location.Path, [])
            .Where(d => d.File.SpecId == key.SpecId && d.File.Partition.Equals(key.Partition) && location.Names(FileLocation.Parse(OnlyFile(d.File)!)));
        var positions = ofFile.Concat(_positions.GetValueOrDefault(key, []).Where(d => MayName(d.File, data.File.Path)))
            .Where(d => data.SequenceNumber <= d.SequenceNumber)
            .ToArray();
        // A vector holds all that position-delete files held before it.
        if (positions.LastOrDefault(d => d.File.IsDeletionVector) is { } vector)
            positions = [vector];
        var equalities = _equalities.GetValueOrDefault(key, []).Concat(_everywhere).Where(d => data.SequenceNumber < d.SequenceNumber);
        return positions.Concat(equalities).Select(d => d.File).ToValueList();
    }

    // A file of position deletes for one data file says so, or its bounds of file_path do.
    private static string? OnlyFile(DataFile delete)
    {
        if (delete.ReferencedDataFile is { } referenced)
            return referenced;
        var (lower, upper) = Bounds(delete);
        // Equal bounds may both have been cut, but the upper one of cut text is raised, so equal ones are whole.
        return lower is not null && lower == upper ? lower : null;
    }

    private static bool MayName(DataFile delete, string path)
    {
        var (lower, upper) = Bounds(delete);
        if (lower is null || upper is null)
            return true;
        var store = FileLocation.Parse(path).Store;
        // Bounds of locations that are written otherwise than the file's say nothing of it.
        if (FileLocation.Parse(lower).Store != store || FileLocation.Parse(upper).Store != store || SchemeOf(lower) != SchemeOf(path))
            return true;
        return CodePointOrder.Instance.Compare(lower, path) <= 0 && CodePointOrder.Instance.Compare(upper, path) >= 0;
    }

    private static string SchemeOf(string location) => location.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? location[..colon] : "";

    private static (string? Lower, string? Upper) Bounds(DataFile delete)
    {
        if (delete.Content != FileContent.PositionDeletes)
            return (null, null);
        var bounds = delete.BoundsOf(MetadataColumns.DeleteFilePath.Id);
        return (bounds.HasLower ? Text(bounds.Lower) : null, bounds.HasUpper ? Text(bounds.Upper) : null);

        static string? Text(ReadOnlySpan<byte> bound) => (LiteralBinary.TryDecode(bound, MetadataColumns.DeleteFilePath.Type) as Literal.Text)?.Value;
    }

    private static List<ManifestEntry> Of<TKey>(Dictionary<TKey, List<ManifestEntry>> lists, TKey key) where TKey : notnull
    {
        if (!lists.TryGetValue(key, out var list))
            lists.Add(key, list = []);
        return list;
    }
}
