using Bourse.Iceberg.Erasure;
using Bourse.Iceberg.Parquet;

namespace Bourse.Iceberg.Tests.Erasure;

public sealed class PhysicalFieldIdsTests
{
    private const int Map = 1, List = 3;

    [Fact]
    public void Lists_and_maps_are_named_as_the_engine_names_them_in_every_form_a_writer_gives_them()
    {
        ParquetSchemaElement[] schema =
        [
            Node("schema", null, 5),
            Node("nav", 1),
            // Two levels: what is repeated is the element.
            Node("tags", 2, 1) with { ConvertedType = List }, Repeated("array", 3),
            Node("deep", 4, 1) with { ConvertedType = List }, Repeated("list", null, 1), Node("item", 5, 2), Node("x", 6), Node("y", null),
            Node("by_day", 7, 1) with { ConvertedType = Map }, Repeated("key_value", null, 2), Node("key", 8), Node("value", 9),
            // The oldest form of all, without an annotation.
            Repeated("loose", 10),
        ];
        var footer = new ParquetFooter { Schema = schema.ToValueList() };
        Assert.Equal(
            "{'nav': 1, 'tags': {__duckdb_field_id: 2, element: 3}, 'deep': {__duckdb_field_id: 4, element: {__duckdb_field_id: 5, 'x': 6}}, " +
            "'by_day': {__duckdb_field_id: 7, key: 8, value: 9}, 'loose': {__duckdb_field_id: 10}}",
            PhysicalFieldIds.Of(footer, _ => true));
        Assert.Equal("{'nav': 1}", PhysicalFieldIds.Of(footer, id => id == 1));
    }

    private static ParquetSchemaElement Node(string name, int? id, int children = 0) => new()
    {
        Name = name, FieldId = id, ChildCount = children, Type = children == 0 ? ParquetType.Int64 : null, Repetition = ParquetRepetition.Optional,
    };

    private static ParquetSchemaElement Repeated(string name, int? id, int children = 0) => Node(name, id, children) with { Repetition = ParquetRepetition.Repeated };
}
