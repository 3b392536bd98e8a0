using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Schemas.Evolution;

namespace Bourse.Iceberg.Tests.Schemas;

public sealed class SchemaUpdateTests
{
    private static readonly Schema Start = new(0,
    [
        new(1, "id", new IcebergType.Int(), Required: true),
        new(2, "nav", new IcebergType.Decimal(9, 2), Required: false),
        new(3, "address", new IcebergType.Struct([new(4, "city", new IcebergType.String(), Required: true)]), Required: false),
        new(5, "tags", new IcebergType.List(6, new IcebergType.Struct([new(7, "weight", new IcebergType.Float(), Required: false)]), ElementRequired: true),
            Required: false),
        new(8, "prices", new IcebergType.Map(
            9, new IcebergType.Struct([new(10, "venue", new IcebergType.Int(), Required: true)]), 11, new IcebergType.Int(), ValueRequired: true), Required: false),
    ]);

    private static readonly SchemaUpdate Update = SchemaUpdate.Of(Start, 20);

    [Fact]
    public void Fields_are_added_at_every_depth_with_ids_that_were_never_given()
    {
        var next = Update
            .Add("geo",
                new IcebergType.Struct([new(1, "lat", new IcebergType.Double(), false), new(2, "names", new IcebergType.List(3, new IcebergType.String(), true), false)]))
            .Add("zip", new IcebergType.String(), "address", "Postal code")
            .Add("kind", new IcebergType.Int(), "tags")
            .Add("note", new IcebergType.String(), "tags.element");
        Assert.Equal(27, next.LastColumnId);
        Assert.Equal(
            new NestedField(21, "geo", new IcebergType.Struct(
                [new(22, "lat", new IcebergType.Double(), false), new(23, "names", new IcebergType.List(24, new IcebergType.String(), true), false)]), false),
            next.Schema.FindColumn("geo"));
        Assert.Equal(new NestedField(25, "zip", new IcebergType.String(), false, "Postal code"), ((IcebergType.Struct)next.Schema.FindColumn(3)!.Type).Fields[1]);
        var element = (IcebergType.Struct)((IcebergType.List)next.Schema.FindColumn(5)!.Type).Element;
        Assert.Equal([(7, "weight"), (26, "kind"), (27, "note")], element.Fields.Select(f => (f.Id, f.Name)));
        Assert.Equal(Start, SchemaUpdate.Of(Start, 20).Schema);
    }

    [Fact]
    public void A_name_that_comes_back_is_another_field()
    {
        var next = Update.Drop("nav").Add("nav", new IcebergType.Decimal(9, 2));
        Assert.Equal((21, "nav"), (next.Schema.Fields[^1].Id, next.Schema.Fields[^1].Name));
        Assert.Null(next.Schema.FindField(2));
    }

    [Fact]
    public void Renames_moves_and_documents_keep_ids_and_values()
    {
        var next = Update.Rename("address.city", "town").Rename("nav", "value").MoveFirst("value").MoveAfter("id", "tags").MoveBefore("prices", "address")
            .Describe("tags", "Labels");
        Assert.Equal([2, 8, 3, 5, 1], next.Schema.Fields.Select(f => f.Id));
        Assert.Equal("town", next.Schema.FindField(4)!.Name);
        Assert.Equal(("value", "Labels"), (next.Schema.Fields[0].Name, next.Schema.FindColumn(5)!.Doc));
    }

    [Fact]
    public void Types_widen_and_fields_become_optional_inside_lists_and_maps_too()
    {
        var next = Update
            .Widen("id", new IcebergType.Long()).Widen("nav", new IcebergType.Decimal(18, 2)).Widen("tags.element.weight", new IcebergType.Double())
                .Widen("prices.value", new IcebergType.Long())
            .MakeOptional("id").MakeOptional("prices.value").MakeOptional("tags.element");
        Assert.Equal((new IcebergType.Long(), false), (next.Schema.FindField(1)!.Type, next.Schema.FindField(1)!.Required));
        Assert.Equal(new IcebergType.Decimal(18, 2), next.Schema.FindField(2)!.Type);
        Assert.Equal(new IcebergType.Double(), next.Schema.FindField(7)!.Type);
        Assert.Equal((new IcebergType.Long(), false), (next.Schema.FindField(11)!.Type, next.Schema.FindField(11)!.Required));
        Assert.False(next.Schema.FindField(6)!.Required);
    }

    [Fact]
    public void Identifier_fields_are_required_single_values_and_stay()
    {
        var next = Update.IdentifyBy("id");
        Assert.Equal([1], next.Schema.IdentifierFieldIds);
        Refused("The field 'id' cannot be dropped: it identifies rows. Change the identifier fields first.", () => next.Drop("id"));
        Refused("The field 'id' cannot become optional: it identifies rows. Change the identifier fields first.", () => next.MakeOptional("id"));
        Assert.Empty(next.IdentifyBy().Drop("id").Schema.IdentifierFieldIds);
        Refused("The field 'nav' cannot identify rows: 'nav' is optional.", () => Update.IdentifyBy("nav"));
        Refused("The field 'address.city' cannot identify rows: 'address' is optional.", () => Update.IdentifyBy("address.city"));
        Refused("The field 'prices.key.venue' cannot identify rows: it is inside a list or map.", () => Update.IdentifyBy("prices.key.venue"));
        Refused("The field 'address' cannot identify rows: only single values other than float and double do.", () => Update.IdentifyBy("address"));
    }

    [Fact]
    public void What_breaks_rows_already_written_is_refused_by_name()
    {
        Refused("The field 'isin' cannot be added as required: rows already written have no value for it. Add it as optional.", () =>
            Update.Add("isin", new IcebergType.String(), required: true));
        Refused("The name 'NAV' is taken by the field 'nav' beside it; names that differ in case alone are the same to the engine.", () =>
            Update.Add("NAV", new IcebergType.Int()));
        Refused("The name 'nav' is taken by the field 'nav' beside it; names that differ in case alone are the same to the engine.", () => Update.Rename("id", "nav"));
        Refused("The field 'id' of type int cannot become string: only int to long, float to double and more digits of a decimal keep old files readable.", () =>
            Update.Widen("id", new IcebergType.String()));
        Refused("The field 'nav' of type decimal(9, 2) cannot become decimal(18, 3): only int to long, float to double and more digits of a decimal keep old "
            + "files readable.", () => Update.Widen("nav", new IcebergType.Decimal(18, 3)));
        Refused("The field 'prices.key.venue' of type int cannot become long: only int to long, float to double and more digits of a decimal keep old files readable.",
            () => Update.Widen("prices.key.venue", new IcebergType.Long()));
        Refused("The field 'prices.key.venue' cannot be dropped: it is part of a list or map.", () => Update.Drop("prices.key.venue"));
        Refused("The field 'tags.element' cannot be renamed: it is part of a list or map.", () => Update.Rename("tags.element", "x"));
        Refused("The field 'address.city' cannot be dropped: it is the last one beside its siblings.", () => Update.Drop("address.city"));
        Refused("The field 'address.city' cannot be moved to 'nav': fields move among their siblings.", () => Update.MoveAfter("address.city", "nav"));
        Refused("Nothing can be added to 'nav': it holds no fields.", () => Update.Add("x", new IcebergType.Int(), "nav"));
        Refused("Nothing can be added to 'prices.key': it belongs to a map's key.", () => Update.Add("x", new IcebergType.Int(), "prices.key"));
        Refused("There is no field 'nix'; there are id, nav, address, address.city, tags, tags.element, tags.element.weight, prices, prices.key, prices.key.venue, "
            + "prices.value.", () => Update.Drop("nix"));
    }

    private static void Refused(string message, Func<SchemaUpdate> update) => Assert.Equal(message, Assert.Throws<ArgumentException>(update).Message);
}
