using System.Globalization;
using System.Text;
using System.Text.Json;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Statistics;
using Bourse.Iceberg.Tests.Support;

namespace Bourse.Iceberg.Tests.Partitioning;

/// <summary>The tables of the specification's appendices and of the Iceberg project's own tests.</summary>
public sealed class TransformVectorTests
{
    private static readonly JsonElement Vectors = SharedData.Root is null
        ? default
        : JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("iceberg-fixtures", "_vectors", "transforms_and_bounds.json"))).RootElement;

    [SharedDataFact]
    public void Hashes_are_those_of_appendix_B()
    {
        var checkedCount = 0;
        foreach (var vector in Vectors.GetProperty("hash32").EnumerateArray())
        {
            var type = vector.GetProperty("type").GetString()!;
            if (type is "boolean" or "float" or "double")
                continue; // Not bucketed.
            Assert.Equal(vector.GetProperty("hash").GetInt32(), TransformFunctions.HashOf(Value(type, vector.GetProperty("value"))));
            checkedCount++;
        }
        Assert.Equal(12, checkedCount);
    }

    [SharedDataFact]
    public void Buckets_are_those_of_other_writers()
    {
        foreach (var vector in Vectors.GetProperty("bucket").EnumerateArray())
        {
            var transform = new Transform.Bucket(vector.GetProperty("N").GetInt32());
            var value = Value(vector.GetProperty("type").GetString()!, vector.GetProperty("value"));
            Assert.Equal(new Literal.Integer(vector.GetProperty("bucket").GetInt32()), transform.Apply(value));
        }
    }

    [SharedDataFact]
    public void Truncation_floors()
    {
        foreach (var vector in Vectors.GetProperty("truncate").EnumerateArray())
        {
            var type = vector.GetProperty("type").GetString()!.Split('(', '/')[0];
            var transform = new Transform.Truncate(vector.GetProperty("W").GetInt32());
            foreach (var sample in vector.GetProperty("cases").EnumerateArray())
            {
                var isUtf8 = type == "binary";
                Assert.Equal(
                    isUtf8 ? Utf8(sample[1].GetString()!) : Value(type, sample[1]),
                    transform.Apply(isUtf8 ? Utf8(sample[0].GetString()!) : Value(type, sample[0])));
            }
        }
    }

    [SharedDataFact]
    public void Dates_give_years_months_and_days_also_before_1970()
    {
        foreach (var vector in Vectors.GetProperty("date_transforms").EnumerateArray())
        {
            var date = Value("date", vector.GetProperty("value"));
            Assert.Equal(new Literal.Integer(vector.GetProperty("year").GetInt32()), new Transform.Year().Apply(date));
            Assert.Equal(new Literal.Integer(vector.GetProperty("month").GetInt32()), new Transform.Month().Apply(date));
            Assert.Equal(new Literal.Date(vector.GetProperty("day").GetInt32()), new Transform.Day().Apply(date));
        }
    }

    [Fact]
    public void Every_day_of_three_thousand_years_lies_in_the_month_the_framework_says()
    {
        for (var date = new DateOnly(1, 1, 1); date.Year < 3000; date = date.AddDays(1))
        {
            var days = date.DayNumber - new DateOnly(1970, 1, 1).DayNumber;
            var civil = CivilDate.OfDays(days);
            if (civil != new CivilDate(date.Year, date.Month) || (date.Day == 1 && CivilDate.FirstDay(date.Year, date.Month) != days))
                Assert.Fail($"{date:O}: {civil}");
        }
    }

    [Fact]
    public void Hours_floor_before_1970()
    {
        Assert.Equal(new Literal.Integer(-1), new Transform.Hour().Apply(new Literal.Timestamp(-1)));
        Assert.Equal(new Literal.Integer(0), new Transform.Hour().Apply(new Literal.TimestampTz(3_599_999_999)));
        Assert.Equal(new Literal.Date(-1), new Transform.Day().Apply(new Literal.Timestamp(-1)));
        Assert.Equal(new Literal.Integer(-1), new Transform.Month().Apply(new Literal.TimestampTz(-1)));
        Assert.Null(new Transform.Month().Apply(null));
        Assert.Null(new Transform.Void().Apply(new Literal.Integer(1)));
    }

    [SharedDataFact]
    public void Single_values_have_the_binary_form_of_appendix_D()
    {
        foreach (var vector in Vectors.GetProperty("single_value_binary").EnumerateArray())
        {
            var (type, value) = Typed(vector[0].GetString()!, vector[1]);
            var bytes = Convert.FromHexString(vector[2].GetString()!);
            Assert.Equal(bytes, LiteralBinary.Encode(value, type));
            Assert.Equal(value, LiteralBinary.TryDecode(bytes, type));
        }
    }

    [SharedDataFact]
    public void Long_bounds_are_cut_and_upper_ones_raised()
    {
        foreach (var vector in Vectors.GetProperty("upper_bound_truncate_string").EnumerateArray())
            Assert.Equal(new Literal.Text(vector[2].GetString()!), BoundTruncation.Upper(new Literal.Text(vector[0].GetString()!), vector[1].GetInt32()));
        foreach (var vector in Vectors.GetProperty("lower_bound_truncate_string").EnumerateArray())
            Assert.Equal(new Literal.Text(vector[2].GetString()!), BoundTruncation.Lower(new Literal.Text(vector[0].GetString()!), vector[1].GetInt32()));
        foreach (var vector in Vectors.GetProperty("upper_bound_truncate_binary").EnumerateArray())
        {
            Literal? expected = vector[2].ValueKind == JsonValueKind.Null ? null : new Literal.Bytes([.. Convert.FromHexString(vector[2].GetString()!)]);
            Assert.Equal(expected, BoundTruncation.Upper(new Literal.Bytes([.. Convert.FromHexString(vector[0].GetString()!)]), vector[1].GetInt32()));
        }
        Assert.Null(BoundTruncation.Upper(new Literal.Text("\U0010FFFF\U0010FFFF"), 1));
    }

    private static (IcebergType.Primitive Type, Literal Value) Typed(string type, JsonElement value) => type switch
    {
        "boolean" => (new IcebergType.Boolean(), new Literal.Boolean(value.GetBoolean())),
        "int" => (new IcebergType.Int(), Value("int", value)),
        "long" => (new IcebergType.Long(), Value("long", value)),
        "float" => (new IcebergType.Float(), new Literal.Real(value.GetDouble())),
        "double" => (new IcebergType.Double(), new Literal.Real(value.GetDouble())),
        "date(days)" => (new IcebergType.Date(), new Literal.Date(value.GetInt32())),
        "time(us)" => (new IcebergType.Time(), new Literal.Time(value.GetInt64())),
        "timestamp(us)" => (new IcebergType.Timestamp(), new Literal.Timestamp(value.GetInt64())),
        "string" => (new IcebergType.String(), Value("string", value)),
        "uuid" => (new IcebergType.Uuid(), Value("uuid", value)),
        "fixed(2)" => (new IcebergType.Fixed(2), Utf8(value.GetString()!)),
        "decimal(3,2)" => (new IcebergType.Decimal(3, 2), Value("decimal", value)),
        "decimal(7,4)" => (new IcebergType.Decimal(7, 4), Value("decimal", value)),
        "decimal(10,3)" => (new IcebergType.Decimal(10, 3), Value("decimal", value)),
        _ => throw new ArgumentException(type),
    };

    private static Literal Value(string type, JsonElement value) => type switch
    {
        "int" or "long" => new Literal.Integer(value.GetInt64()),
        "decimal" => LiteralJson.ParseDecimal(value.GetString()!),
        "date" => new Literal.Date(DateOnly.Parse(value.GetString()!, CultureInfo.InvariantCulture).DayNumber - new DateOnly(1970, 1, 1).DayNumber),
        "time" => new Literal.Time(TimeOnly.Parse(value.GetString()!, CultureInfo.InvariantCulture).Ticks / 10),
        "timestamp" => new Literal.Timestamp(Micros(DateTimeOffset.Parse(value.GetString()! + "Z", CultureInfo.InvariantCulture))),
        "timestamptz" => new Literal.TimestampTz(Micros(DateTimeOffset.Parse(value.GetString()!, CultureInfo.InvariantCulture))),
        "timestamp_ns" => LiteralValues.From(value.GetString()!, new IcebergType.TimestampNs()),
        "string" => new Literal.Text(value.GetString()!),
        "uuid" => new Literal.Uuid(value.GetGuid()),
        "binary" => new Literal.Bytes([.. Convert.FromHexString(value.GetString()![2..])]),
        _ => throw new ArgumentException(type),
    };

    private static Literal.Bytes Utf8(string text) => new([.. Encoding.UTF8.GetBytes(text)]);

    private static long Micros(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / 10;
}
