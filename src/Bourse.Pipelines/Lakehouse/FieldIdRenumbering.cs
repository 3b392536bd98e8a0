using Bourse.Iceberg;
using Bourse.Iceberg.Schemas;

namespace Bourse.Pipelines.Lakehouse;

/// <summary>Gives a field, and every field inside it, ids from a source.</summary>
/// <param name="nextId">The next id.</param>
internal sealed class FieldIdRenumbering(Func<int> nextId)
{
    public NestedField Renumber(NestedField field) => field with { Id = nextId(), Type = Renumber(field.Type) };

    /// <summary>Whether two types are the same but for the ids inside.</summary>
    public bool SameShape(IcebergType left, IcebergType right) => Renumber(left).Equals(Renumber(right));

    private IcebergType Renumber(IcebergType type) => type switch
    {
        IcebergType.Struct t => new IcebergType.Struct(t.Fields.Select(Renumber).ToValueList()),
        IcebergType.List t => t with { ElementId = nextId(), Element = Renumber(t.Element) },
        IcebergType.Map t => t with { KeyId = nextId(), Key = Renumber(t.Key), ValueId = nextId(), Value = Renumber(t.Value) },
        _ => type,
    };
}
