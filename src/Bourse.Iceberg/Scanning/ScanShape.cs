using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Scanning.Columns;

namespace Bourse.Iceberg.Scanning;

/// <summary>What files must have in common for one statement to read them.</summary>
/// <param name="Columns">Their columns.</param>
/// <param name="Partition">Values of columns that their manifests give, by field id.</param>
/// <param name="EqualityDeletes">The equality-delete files that apply.</param>
/// <param name="HasPositionDeletes">Whether rows of them may be deleted by position.</param>
internal sealed record ScanShape(
    PhysicalColumns Columns, ValueList<KeyValuePair<int, Literal?>> Partition, ValueList<DataFile> EqualityDeletes, bool HasPositionDeletes)
{
    public IReadOnlyDictionary<int, Literal?> Constants() => Partition.ToDictionary(p => p.Key, p => p.Value);
}
