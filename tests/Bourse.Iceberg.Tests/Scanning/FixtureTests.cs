using System.Globalization;
using System.Text.Json;
using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Tests.Support;

namespace Bourse.Iceberg.Tests.Scanning;

/// <summary>Tables written by Spark, Hive, Athena, BigQuery, pyiceberg and chDB read with the rows their writers' own tests expect.</summary>
public sealed class FixtureTests
{
    // Stated with a zone; the table's schema says timestamp without one.
    private static readonly string[] ClickHouseRows =
    [
        "-11|icecream|1969-12-31 23:59:59|1969-12-31", "1|iceberg|2017-11-16 22:31:08.000001|2017-12-01", "20|été☃x|1970-01-01 00:00:00|1970-01-01", "7|∅|∅|∅",
    ];

    // Where the stated rows are written in another form than the column's type has.
    private static readonly Dictionary<string, string[]> Restated = new()
    {
        ["v2_identity_bool"] = ["false|67890|purchase", "true|12345|click"], // stated as 1 and 0
        ["v2_identity_double"] = ["2.7182817|67890|purchase", "3.1415927|12345|click"], // the column is float
        ["v2_identity_fixed11"] = ["0x66697865642076616c7565|67890|purchase", "0x68656c6c6f20776f726c64|12345|click"], // stated as text
        ["xw_chdb_truncate_string"] = ClickHouseRows,
        ["xw_chdb_month_date"] = ClickHouseRows,
    };

    [SharedDataTheory]
    [InlineData("v2_append_simple")]
    [InlineData("v2_athena")]
    [InlineData("v2_bigquery_writer")]
    [InlineData("v2_custom_write_paths")]
    [InlineData("v2_day_partition_map")]
    [InlineData("v2_identity_bigint")]
    [InlineData("v2_identity_binary")]
    [InlineData("v2_identity_bool")]
    [InlineData("v2_identity_decimal_16_11")]
    [InlineData("v2_identity_decimal_3_2")]
    [InlineData("v2_identity_decimal_8_4")]
    [InlineData("v2_identity_double")]
    [InlineData("v2_identity_fixed11")]
    [InlineData("v2_identity_float")]
    [InlineData("v2_identity_int")]
    [InlineData("v2_identity_time")]
    [InlineData("v2_identity_timestamp")]
    [InlineData("v2_identity_timestamptz")]
    [InlineData("v2_is_null_pruning")]
    [InlineData("v2_key_metadata")]
    [InlineData("v2_null_stats")]
    [InlineData("v2_partition_spec_evolution")]
    [InlineData("v2_rename_bucket4_identity_date")]
    [InlineData("v2_uuid")]
    [InlineData("xw_chdb_truncate_string")]
    [InlineData("xw_chdb_month_date")]
    public async Task The_rows_are_those_its_writer_expects(string name)
    {
        var files = FixtureFiles.Open(name);
        var table = await IcebergTable.LoadAsync(files.MetadataLocation, files);
        var sql = await table.Scan().ToSqlAsync(Expression.True);

        using var database = DuckDbDatabase.Open(new DuckDbOptions { EnableExternalAccess = true });
        using var connection = database.Connect();
        using var result = connection.Query(sql);
        var rows = result.Rows().Select(r => string.Join("|", r.Select(Text))).Order(StringComparer.Ordinal);
        var expected = Restated.GetValueOrDefault(name) ?? files.Expected.GetProperty("expected_rows").EnumerateArray()
            .Select(r => string.Join("|", r.EnumerateArray().Select(Text))).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(expected, rows);
    }

    [SharedDataTheory]
    [InlineData("v2_eq_and_pos_deletes", "delete files")]
    [InlineData("v2_eqdelete_flink_upsert", "delete files")]
    [InlineData("v2_posdelete_all_rows", "delete files")]
    [InlineData("v2_bunnies_java_eq_pos_deletes", "delete files")]
    [InlineData("v2_name_mapping_nested", "has no field ids")]
    [InlineData("v2_case_sensitive_names", "'user_id' and 'uSeR_Id'")]
    public async Task A_table_that_would_be_misread_is_refused(string name, string reason)
    {
        var files = FixtureFiles.Open(name);
        var table = await IcebergTable.LoadAsync(files.MetadataLocation, files);
        var error = await Assert.ThrowsAsync<NotSupportedException>(async () => await table.Scan().ToSqlAsync(Expression.True));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [SharedDataTheory]
    [InlineData("v1_unpartitioned", "table metadata has format version 1; only version 2 is read")]
    [InlineData("v3_row_lineage", "table metadata has format version 3; only version 2 is read")]
    [InlineData("v2_initial_default_all_types", "has an initial default, which needs format version 3")]
    public async Task Metadata_of_another_version_is_refused(string name, string reason)
    {
        var files = FixtureFiles.Open(name);
        var error = await Assert.ThrowsAsync<IcebergFormatException>(async () => await IcebergTable.LoadAsync(files.MetadataLocation, files));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static string Text(object? value) => value switch
    {
        null => "∅",
        bool v => v ? "true" : "false",
        byte[] v => "0x" + Convert.ToHexStringLower(v),
        DateOnly v => v.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly v => v.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
        DateTimeOffset v => v.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture) + "Z",
        DateTime v => v.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        System.Collections.IDictionary v => string.Join(",", v.Keys.Cast<object>().Select(k => $"{k}={v[k]}")),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "∅",
        JsonValueKind.Object => string.Join(",", value.EnumerateObject().Select(m => $"{m.Name}={m.Value}")),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.ToString(),
    };
}
