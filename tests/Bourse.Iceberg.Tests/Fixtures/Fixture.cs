using System.Text.Json;
using Bourse.Iceberg.Tests.Support;

namespace Bourse.Iceberg.Tests.Fixtures;

/// <summary>A table that another program wrote, and what must come of reading it: rows, their number, or a refusal that says why.</summary>
internal sealed class Fixture
{
    // The writer put instants into columns that its schema calls timestamps without zone.
    private static readonly string[] ClickHouseRows =
    [
        "-11|icecream|1969-12-31 23:59:59|1969-12-31", "1|iceberg|2017-11-16 22:31:08.000001|2017-12-01", "20|été☃x|1970-01-01 00:00:00|1970-01-01", "7|∅|∅|∅",
    ];

    // Where the rows are stated in another form than the column's type has, or only in words.
    private static readonly Dictionary<string, string[]> Restated = new()
    {
        ["v2_identity_bool"] = ["false|67890|purchase", "true|12345|click"],
        ["v2_identity_double"] = ["2.7182817|67890|purchase", "3.1415927|12345|click"],
        ["v2_identity_fixed11"] = ["0x66697865642076616c7565|67890|purchase", "0x68656c6c6f20776f726c64|12345|click"],
        ["v2_initial_default_all_types"] =
        [
            "click|true|342342|-9223372036854775808|0.34234|0.34234324|12345.00|2003-10-20|00:00:00.012345|1970-01-01 00:00:00.012345|1970-01-01 "
                + "00:00:00.012345Z|HELLO|f79c3e09-677c-4bbd-a479-3f349cb785e7|0x010203ff03|0x0102",
            "purchase|true|342342|-9223372036854775808|0.34234|0.34234324|12345.00|2003-10-20|00:00:00.012345|1970-01-01 00:00:00.012345|1970-01-01 "
                + "00:00:00.012345Z|HELLO|f79c3e09-677c-4bbd-a479-3f349cb785e7|0x010203ff03|0x0102",
            "test|false|453243|328725092345834|23.34342|23.343424|3423434.23|0011-03-05|12:06:45|0011-03-05 12:06:45|2023-05-15 "
                + "14:30:45Z|World|020d4fc7-acd6-45ac-b216-7873f4038e1f|0x8000800080|0x800080",
        ],
        ["v3_all_types_defaults"] =
        [
            "1|false|-1|-1|1.5|2.5|123.45|initial_default|2024-01-01|1969-12-31 23:59:59.123456|0x0102030405060708|1970-01-01 00:00:00|2024-01-15 10:30:45.123456",
            "2|true|42|9999999999|3.14|2.71828|999.99|explicit|2024-12-25|2024-12-25 10:30:45.123456|0xdeadbeef|1970-01-01 00:00:00|2024-01-15 10:30:45.123456",
        ],
        ["v3_deletion_vectors"] = ["1", "3", "5"],
        ["xw_chdb_truncate_string"] = ClickHouseRows,
        ["xw_chdb_month_date"] = ClickHouseRows,
        ["xw_chdb_day_ts"] = ClickHouseRows,
    };

    private static readonly Dictionary<string, string> Refused = new()
    {
        ["v1_mixed_parquet_orc"] = "is orc; only Parquet is read.",
        ["v3_variant_trino"] = "The column 'v' is of type variant, which is not read",
    };

    public Fixture(string name)
    {
        Name = name;
        Files = FixtureFiles.Open(name);
    }

    public string Name { get; }

    public FixtureFiles Files { get; }

    /// <summary>Why it is refused; null when it is read.</summary>
    public string? Refusal => Refused.GetValueOrDefault(Name);

    /// <summary>The columns to read; null for the table's.</summary>
    public string[]? Columns => Name == "v3_row_lineage" ? ["i", "_row_id", "_last_updated_sequence_number"] : null;

    /// <summary>The rows, by what its writer's project states or else what an independent reader saw; null where only a number is stated.</summary>
    public string[]? Rows => Restated.GetValueOrDefault(Name) ?? Stated("expected_rows") ?? Stated("helper_rows");

    /// <summary>The number of rows; null when not stated.</summary>
    public int? Count => Files.Expected.GetProperty("expected_count") is { ValueKind: JsonValueKind.Number } count ? count.GetInt32() : null;

    /// <summary>What is stated of older snapshots.</summary>
    public IEnumerable<(long Snapshot, int? Count, string[]? Rows)> AsOf()
    {
        if (!Files.Expected.TryGetProperty("as_of", out var snapshots))
            yield break;
        foreach (var snapshot in snapshots.EnumerateObject())
        {
            var count = snapshot.Value.TryGetProperty("count", out var number) ? number.GetInt32() : (int?)null;
            var rows = snapshot.Value.TryGetProperty("rows", out var stated) ? Sorted(stated) : null;
            yield return (long.Parse(snapshot.Name, System.Globalization.CultureInfo.InvariantCulture), count, rows);
        }
    }

    public override string ToString() => Name;

    private string[]? Stated(string member) =>
        Files.Expected.TryGetProperty(member, out var rows) && rows.ValueKind == JsonValueKind.Array ? Sorted(rows) : null;

    private static string[] Sorted(JsonElement rows) => [.. rows.EnumerateArray().Select(r => FixtureText.Of(r)).Order(StringComparer.Ordinal)];
}
