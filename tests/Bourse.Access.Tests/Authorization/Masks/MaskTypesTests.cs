using Bourse.Access.Authorization.Masks;
using Bourse.Iceberg.Schemas;

namespace Bourse.Access.Tests.Authorization.Masks;

public sealed class MaskTypesTests
{
    private static readonly IcebergType[] s_types =
    [
        new IcebergType.Boolean(), new IcebergType.Int(), new IcebergType.Long(), new IcebergType.Float(), new IcebergType.Double(), new IcebergType.Decimal(9, 2),
        new IcebergType.Date(),
        new IcebergType.Time(), new IcebergType.Timestamp(), new IcebergType.TimestampTz(), new IcebergType.String(), new IcebergType.Uuid(), new IcebergType.Fixed(4),
        new IcebergType.Binary(), new IcebergType.Struct([new NestedField(8, "x", new IcebergType.Long(), false)]),
        new IcebergType.List(9, new IcebergType.Long(), false),
        new IcebergType.Map(8, new IcebergType.String(), 9, new IcebergType.Long(), false), new IcebergType.Unread("variant"),
        new IcebergType.List(9, new IcebergType.Unread("variant"), false),
    ];

    [Theory]
    [InlineData("redact", "string")]
    [InlineData("last4", "int>string long>string string")]
    [InlineData("null", "boolean int long float double decimal(9, 2) date time timestamp timestamptz string uuid fixed[4] binary Struct List Map")]
    [InlineData("hash", "int>string long>string decimal(9, 2)>string date>string timestamp>string timestamptz>string string uuid>string fixed[4]>string binary>string")]
    [InlineData("month", "date timestamp timestamptz")]
    [InlineData("hour", "timestamp timestamptz")]
    [InlineData("day", "timestamp timestamptz")]
    [InlineData("bucket(10)", "int long float double decimal(9, 2)")]
    [InlineData("bucket(0.5)", "float double decimal(9, 2)")]
    [InlineData("bucket(0.001)", "float double")]
    [InlineData("bucket(10000000)", "int long float double")]
    [InlineData("bucket(3000000000)", "long float double")]
    [InlineData("constant(12)", "int long float double decimal(9, 2) string")]
    [InlineData("constant(2026-02-28)", "date string")]
    [InlineData("constant(true)", "boolean string")]
    public void Each_mask_takes_these_types_and_no_other(string mask, string taken)
    {
        var found = s_types.Select(type => (Type: type, Fit: MaskTypes.Fit(Parse(mask)!, type) as MaskFit.Fits)).Where(t => t.Fit is not null)
            .Select(t => t.Fit!.Type == t.Type ? Name(t.Type) : $"{Name(t.Type)}>{Name(t.Fit.Type)}").ToList();
        Assert.Equal(taken, string.Join(' ', found));
    }

    [Theory]
    [InlineData("last4", "last4 takes string, int and long, and the column is decimal(9, 2)")]
    [InlineData("year", "year takes date, timestamp and timestamptz, and the column is decimal(9, 2)")]
    [InlineData("bucket(0.001)", "a bucket's width must be a value of the column's type, decimal(9, 2)")]
    [InlineData("constant(x)", "the constant must be a value of the column's type, decimal(9, 2)")]
    public void A_refusal_says_what_the_mask_takes(string mask, string why) =>
        Assert.Equal(new MaskFit.Refused(why), MaskTypes.Fit(Parse(mask)!, new IcebergType.Decimal(9, 2)));

    [Fact]
    public void A_shown_field_keeps_its_id_and_name_and_loses_its_default()
    {
        var field = new NestedField(4, "owner", new IcebergType.Long(), Required: true, "Who owns it");
        Assert.Equal(field with { Type = new IcebergType.String() }, MaskTypes.Shown(field, new Mask.LastFour()));
        Assert.Equal(field with { Required = false }, MaskTypes.Shown(field, new Mask.Null()));
        var refused = Assert.Throws<ArgumentException>(() => MaskTypes.Shown(field, new Mask.Redact()));
        Assert.StartsWith("The column 'owner' cannot be masked: redact takes string, and the column is long.", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("last5")]
    [InlineData("last4()")]
    [InlineData("Hash")]
    [InlineData("hash(product)")]
    [InlineData("hash(subscriber")]
    [InlineData("bucket")]
    [InlineData("bucket(0)")]
    [InlineData("bucket(-5)")]
    [InlineData("bucket(1e3)")]
    [InlineData("bucket(,1)")]
    [InlineData("decade")]
    [InlineData("constant")]
    [InlineData("")]
    public void What_is_no_mask_is_none(string text) => Assert.Null(Parse(text));

    private static Mask? Parse(string text) => MaskWords.Parse(text, Policies.Portfolio, Policies.Hedge);

    private static string Name(IcebergType type) => type is IcebergType.Primitive ? type.ToString()! : type.GetType().Name;
}
