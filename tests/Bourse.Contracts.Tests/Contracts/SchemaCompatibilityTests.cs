using Bourse.Iceberg.Schemas;

namespace Bourse.Contracts.Tests.Contracts;

public sealed class SchemaCompatibilityTests
{
    private static readonly Schema s_before = new(0,
    [
        new NestedField(1, "id", new IcebergType.Int(), true), new NestedField(2, "price", new IcebergType.Decimal(9, 2), false),
        new NestedField(3, "address", new IcebergType.Struct([new NestedField(4, "city", new IcebergType.String(), true)]), false),
    ]);

    public static TheoryData<Schema, string[]> Changes => new()
    {
        { s_before, [] },
        { With(new NestedField(9, "note", new IcebergType.String(), true)), [] },
        { With(new NestedField(1, "id", new IcebergType.Long(), true), new NestedField(2, "price", new IcebergType.Decimal(12, 2), true)), [] },
        { With(new NestedField(1, "key", new IcebergType.Int(), true)), ["id (field 1) is called key."] },
        { With(new NestedField(1, "id", new IcebergType.String(), true)), ["id (field 1) is string and was int."] },
        { With(new NestedField(1, "id", new IcebergType.Int(), false)), ["id (field 1) may be empty and never was."] },
        { With(new NestedField(2, "price", new IcebergType.Decimal(9, 3), false)), ["price (field 2) is decimal(9, 3) and was decimal(9, 2)."] },
        { With(new NestedField(2, "price", new IcebergType.Decimal(8, 2), false)), ["price (field 2) is decimal(8, 2) and was decimal(9, 2)."] },
        { With(new NestedField(3, "address", new IcebergType.Struct([new NestedField(5, "city", new IcebergType.String(), true)]), false)), ["city (field 4) is gone."] },
        // Another column that takes the name is not the column.
        { new Schema(1, [new NestedField(7, "id", new IcebergType.Int(), true), .. s_before.Fields.Skip(1)]), ["id (field 1) is gone."] },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void What_breaks_readers_is_told_field_by_field(Schema after, string[] breaks) => Assert.Equal(breaks, SchemaCompatibility.Breaks(s_before, after));

    [Theory]
    [InlineData("1.4.0", "2.0.0", true)]
    [InlineData("1.4.0", "1.5.0", false)]
    [InlineData("9", "10", true)]
    [InlineData("2.0.0", "1.0.0", false)]
    [InlineData("v1", "v2", false)]
    [InlineData(null, "2.0.0", false)]
    public void Only_a_higher_first_number_is_a_new_major_version(string? before, string after, bool major) =>
        Assert.Equal(major, SchemaCompatibility.IsNewMajor(before, after));

    // The columns, of which those with the same ids are replaced and others added.
    private static Schema With(params NestedField[] fields) => new(1,
    [
        .. s_before.Fields.Select(field => fields.FirstOrDefault(other => other.Id == field.Id) ?? field),
        .. fields.Where(field => s_before.FindColumn(field.Id) is null),
    ]);
}
