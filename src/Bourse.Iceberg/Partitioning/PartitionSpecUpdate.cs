using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Partitioning;

/// <summary>
/// Changes a table's default partition spec (Iceberg specification, "Partition Evolution"). Immutable: each change gives the next state. Files already written
/// keep their spec. A field with the source and transform of one that any spec had gets its id again; a field that is removed is left out, for version 2 needs no
/// void in its place.
/// </summary>
public sealed class PartitionSpecUpdate
{
    private readonly TableMetadata _metadata;

    private PartitionSpecUpdate(TableMetadata metadata, ValueList<PartitionField> fields, int lastPartitionId) =>
        (_metadata, Fields, LastPartitionId) = (metadata, fields, lastPartitionId);

    /// <summary>The fields so far.</summary>
    public ValueList<PartitionField> Fields { get; }

    /// <summary>The highest id of a partition field given so far.</summary>
    public int LastPartitionId { get; }

    /// <summary>Starts from the default spec of a table.</summary>
    public static PartitionSpecUpdate Of(TableMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return new PartitionSpecUpdate(
            metadata, metadata.DefaultSpec.Fields.Where(f => f.Transform is not Transform.Void).ToValueList(), metadata.LastPartitionId);
    }

    /// <summary>Adds a field at the end.</summary>
    /// <param name="column">The column it comes from.</param>
    /// <param name="transform">How.</param>
    /// <param name="name">Its name; null for the column's with the transform's behind it, such as <c>day_month</c> or <c>id_bucket_16</c>.</param>
    /// <exception cref="ArgumentException">There is no such column, its type does not allow the transform, the field is there already, or the name is taken.</exception>
    public PartitionSpecUpdate Add(string column, Transform transform, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(transform);
        if (transform is Transform.Void)
            throw new ArgumentException("A void field cannot be added: it stands for nothing. Remove the field instead.", nameof(transform));
        var source = _metadata.CurrentSchema.FindColumn(column)
            ?? throw new ArgumentException(
                $"There is no column '{column}'; there are {string.Join(", ", _metadata.CurrentSchema.Fields.Select(f => f.Name))}.", nameof(column));
        if (source.Type is not IcebergType.Primitive type)
            throw new ArgumentException($"The column '{column}' holds fields of its own and cannot partition.", nameof(column));
        RequireFit(transform, type);
        if (Fields.FirstOrDefault(f => f.SourceId == source.Id && IsRedundant(f.Transform, transform)) is { } redundant)
            throw new ArgumentException(
                $"The column '{column}' partitions by {redundant.Transform} already; {transform} beside it would be redundant. Remove '{redundant.Name}' first.");
        var known = _metadata.PartitionSpecs.SelectMany(s => s.Fields).FirstOrDefault(f => f.SourceId == source.Id && f.Transform == transform);
        var chosen = name ?? known?.Name ?? DefaultName(source.Name, transform);
        RequireFree(chosen, source, transform);
        var last = known is null ? LastPartitionId + 1 : LastPartitionId;
        return Next(Fields.Add(new PartitionField(source.Id, known?.FieldId ?? last, chosen, transform)), last);
    }

    /// <summary>Removes a field.</summary>
    /// <exception cref="ArgumentException">There is no such field.</exception>
    public PartitionSpecUpdate Remove(string name)
    {
        var removed = Find(name);
        return Next(Fields.Where(f => f != removed).ToValueList());
    }

    /// <summary>Renames a field.</summary>
    /// <exception cref="ArgumentException">There is no such field, or the name is taken.</exception>
    public PartitionSpecUpdate Rename(string name, string newName)
    {
        ArgumentException.ThrowIfNullOrEmpty(newName);
        var renamed = Find(name);
        var others = new PartitionSpecUpdate(_metadata, Fields.Where(f => f != renamed).ToValueList(), LastPartitionId);
        others.RequireFree(newName, _metadata.CurrentSchema.FindColumn(renamed.SourceId), renamed.Transform);
        return Next(Fields.Select(f => f == renamed ? f with { Name = newName } : f).ToValueList());
    }

    private PartitionSpecUpdate Next(ValueList<PartitionField> fields, int? lastPartitionId = null) => new(_metadata, fields, lastPartitionId ?? LastPartitionId);

    private PartitionField Find(string name) => Fields.FirstOrDefault(f => f.Name == name)
        ?? throw new ArgumentException(
            $"There is no partition field '{name}'; there are {(Fields.Count == 0 ? "none" : string.Join(", ", Fields.Select(f => f.Name)))}.", nameof(name));

    // An identity field may be named as its column: there both are the same value.
    private void RequireFree(string name, NestedField? source, Transform transform)
    {
        if (Fields.Any(f => f.Name == name))
            throw new ArgumentException($"The name '{name}' is taken by another partition field.", nameof(name));
        if (_metadata.CurrentSchema.FindColumn(name) is { } column && !(transform is Transform.Identity && column == source))
            throw new ArgumentException($"The name '{name}' is taken by a column whose value the partition field would not have.", nameof(name));
    }

    private static void RequireFit(Transform transform, IcebergType.Primitive type)
    {
        try
        {
            PartitionTypes.ResultOf(transform, type);
        }
        catch (IcebergFormatException e)
        {
            throw new ArgumentException(e.Message, nameof(transform), e);
        }
    }

    // Of times, each unit says less than the next one.
    private static bool IsRedundant(Transform present, Transform added) => present == added || (IsTime(present) && IsTime(added));

    private static bool IsTime(Transform transform) => transform is Transform.Year or Transform.Month or Transform.Day or Transform.Hour;

    private static string DefaultName(string column, Transform transform) => transform switch
    {
        Transform.Identity => column,
        Transform.Bucket t => FormattableString.Invariant($"{column}_bucket_{t.Count}"),
        Transform.Truncate t => FormattableString.Invariant($"{column}_trunc_{t.Width}"),
        _ => $"{column}_{transform}",
    };
}
