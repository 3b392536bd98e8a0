using System.Text;
using Bourse.Iceberg.Json;

namespace Bourse.Iceberg.Scanning.Columns;

/// <summary>
/// Which field a column's name means in files without field ids (Iceberg specification, "Column Projection" and appendix C, "Name Mapping Serialization"), such
/// as <c>[{"field-id":1,"names":["id","record_id"]},{"field-id":2,"names":["location"],"fields":[{"field-id":3,"names":["lat"]}]}]</c>.
/// </summary>
/// <param name="FieldId">The field; null for one that the table does not have, and for the root.</param>
/// <param name="Fields">The mappings inside it by name, every alias included.</param>
internal sealed record NameMapping(int? FieldId, IReadOnlyDictionary<string, NameMapping> Fields)
{
    /// <summary>The table property that holds a mapping.</summary>
    public const string Property = "schema.name-mapping.default";

    private const int DepthMax = 50;

    /// <summary>The mapping of a table, or null where it has none.</summary>
    /// <exception cref="IcebergFormatException">The property is no mapping.</exception>
    public static NameMapping? Of(TextDictionary properties) => properties.TryGetValue(Property, out var json)
        ? JsonPart.Parse(Encoding.UTF8.GetBytes(json), Property, part => new NameMapping(null, ReadFields(part, DepthMax)))
        : null;

    /// <summary>The mapping of a name, or null.</summary>
    public NameMapping? Find(string name) => Fields.GetValueOrDefault(name);

    private static Dictionary<string, NameMapping> ReadFields(JsonPart part, int depthLeft)
    {
        if (depthLeft == 0)
            throw part.Error($"is nested more than {DepthMax} deep");
        var fields = new Dictionary<string, NameMapping>(StringComparer.Ordinal);
        foreach (var item in part.Items())
        {
            var inner = item.Optional("fields") is { } nested ? ReadFields(nested, depthLeft - 1) : [];
            var mapping = new NameMapping(item.Optional("field-id")?.Int(), inner);
            foreach (var name in item.Required("names").Items())
            {
                if (!fields.TryAdd(name.Text(), mapping))
                    throw name.Error($"maps '{name.Text()}' twice");
            }
        }
        return fields;
    }
}
