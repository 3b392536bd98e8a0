using System.Text.Json;
using Bourse.Iceberg.Json;

namespace Bourse.Iceberg.Avro;

/// <summary>Reads Avro schemas from JSON and collects their named types.</summary>
internal sealed class AvroSchemaParser
{
    private const int DepthMax = 64;

    private readonly Dictionary<string, AvroSchema> _named = [];

    private AvroSchemaParser() { }

    /// <summary>Reads a schema document.</summary>
    /// <exception cref="IcebergFormatException">It is not an Avro schema.</exception>
    public static (AvroSchema Schema, IReadOnlyDictionary<string, AvroSchema> Named) Parse(ReadOnlyMemory<byte> json)
    {
        var parser = new AvroSchemaParser();
        var schema = JsonPart.Parse(json, "Avro schema", part => parser.Read(part, "", DepthMax));
        return (schema, parser._named);
    }

    private AvroSchema Read(JsonPart part, string space, int depthLeft)
    {
        if (depthLeft == 0)
            throw part.Error($"is nested more than {DepthMax} deep");
        return part.Element.ValueKind switch
        {
            JsonValueKind.String => ReadName(part.Text(), space),
            JsonValueKind.Array => new AvroSchema.Union(part.Items().Select(i => Read(i, space, depthLeft - 1)).ToValueList()),
            _ => ReadObject(part, space, depthLeft),
        };
    }

    private AvroSchema ReadObject(JsonPart part, string space, int depthLeft)
    {
        var type = part.Required("type");
        if (type.Element.ValueKind != JsonValueKind.String)
            return Read(type, space, depthLeft - 1);

        var logical = part.Optional("logicalType") is { Element.ValueKind: JsonValueKind.String } text ? text.Text() : null;
        switch (type.Text())
        {
            case "record" or "error":
                return ReadRecord(part, space, depthLeft);
            case "array":
                return new AvroSchema.Array(Read(part.Required("items"), space, depthLeft - 1), part.Optional("element-id")?.Int(), logical);
            case "map":
                return new AvroSchema.Map(Read(part.Required("values"), space, depthLeft - 1));
            case "fixed":
                var size = part.Required("size").Int();
                if (size is < 0 or > 1 << 20)
                    throw part.Error("has an impossible size");
                return Define(new AvroSchema.Fixed(FullName(part, space), size, logical, part.Optional("precision")?.Int(), part.Optional("scale")?.Int()));
            case "enum":
                return Define(new AvroSchema.Enumeration(FullName(part, space), part.Required("symbols").Items().Select(s => s.Text()).ToValueList()));
            case var name:
                return ReadName(name, space) is AvroSchema.Primitive primitive
                    ? primitive with { LogicalType = logical, AdjustToUtc = part.Optional("adjust-to-utc")?.Bool() }
                    : ReadName(name, space);
        }
    }

    private AvroSchema.Record ReadRecord(JsonPart part, string space, int depthLeft)
    {
        var name = FullName(part, space);
        var inner = name.LastIndexOf('.') is >= 0 and var dot ? name[..dot] : "";
        var fields = part.Required("fields").Items().Select(f => new AvroField(
            f.Required("name").Text(), Read(f.Required("type"), inner, depthLeft - 1), f.Optional("field-id")?.Int()));
        return (AvroSchema.Record)Define(new AvroSchema.Record(name, fields.ToValueList()));
    }

    private AvroSchema Define(AvroSchema schema)
    {
        var name = NameOf(schema);
        _named[name] = schema;
        return schema;
    }

    private static AvroSchema ReadName(string name, string space) => name switch
    {
        "null" => new AvroSchema.Primitive(AvroKind.Null),
        "boolean" => new AvroSchema.Primitive(AvroKind.Boolean),
        "int" => new AvroSchema.Primitive(AvroKind.Int),
        "long" => new AvroSchema.Primitive(AvroKind.Long),
        "float" => new AvroSchema.Primitive(AvroKind.Float),
        "double" => new AvroSchema.Primitive(AvroKind.Double),
        "bytes" => new AvroSchema.Primitive(AvroKind.Bytes),
        "string" => new AvroSchema.Primitive(AvroKind.String),
        _ => new AvroSchema.Reference(name.Contains('.', StringComparison.Ordinal) || space.Length == 0 ? name : $"{space}.{name}"),
    };

    private static string NameOf(AvroSchema schema) => schema switch
    {
        AvroSchema.Record s => s.Name,
        AvroSchema.Fixed s => s.Name,
        AvroSchema.Enumeration s => s.Name,
        _ => throw new ArgumentException("Only named types are defined.", nameof(schema)),
    };

    private static string FullName(JsonPart part, string space)
    {
        var name = part.Required("name").Text();
        var own = part.Optional("namespace")?.Text() ?? space;
        return name.Contains('.', StringComparison.Ordinal) || own.Length == 0 ? name : $"{own}.{name}";
    }
}
