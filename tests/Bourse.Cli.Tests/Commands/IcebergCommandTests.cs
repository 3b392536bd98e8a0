using System.Text.Json;
using Bourse.Iceberg.Tests.Support;

namespace Bourse.Cli.Tests.Commands;

/// <summary><c>bourse iceberg</c> on tables that others wrote and that have been moved here since.</summary>
public sealed class IcebergCommandTests
{
    [SharedDataTheory]
    [InlineData("v2_eqdelete_null_key", """[[1,"str1"],[4,"str4"],[null,"str5"]]""", "--where", "i IS NULL OR i < 100")]
    [InlineData("v2_eqdelete_null_key", """[[1,"str1"],[3,"str3"],[null,"str2"]]""", "--snapshot", "4346796256488077976")]
    [InlineData("v2_eqdelete_null_key", """[[1,"str1"],[3,"str3"],[null,"str2"]]""", "--as-of", "2023-12-12T12:24:10Z")]
    [InlineData("v2_eqdelete_null_key", """[["str4"]]""", "--where", "i BETWEEN 2 AND 5", "--columns", "s")]
    [InlineData("v2_identity_binary", """[["0x010203",12345,"click"],["0xaabbcc",67890,"purchase"]]""")]
    [InlineData("v2_identity_decimal_3_2", """[["1.23",12345,"click"],["4.56",67890,"purchase"]]""")]
    [InlineData("v2_day_partition_map", """[["2026-01-01T00:00:00Z","hello","world",{"key":"value1"}],["2026-01-02T00:00:00Z","hello","world",{"key":"value1"}]]""")]
    [InlineData("v3_row_lineage", "[[1,0,1],[2,1,2],[3,2,3]]", "--columns", "i,_row_id,_last_updated_sequence_number")]
    public async Task Read_gives_columns_and_rows_as_JSON(string table, string rows, params string[] options)
    {
        var (exitCode, output, words) = await Cli.RunAsync(["iceberg", "read", SharedData.Path("iceberg-fixtures", table), "--format", "json", .. options]);

        Assert.Equal((ExitCode.Ok, ""), (exitCode, words));
        var read = JsonDocument.Parse(output).RootElement.GetProperty("rows").EnumerateArray().Select(r => JsonSerializer.Serialize(r)).Order(StringComparer.Ordinal);
        Assert.Equal(JsonDocument.Parse(rows).RootElement.EnumerateArray().Select(r => JsonSerializer.Serialize(r)), read);
    }

    [SharedDataFact]
    public async Task Explain_shows_what_planning_looked_at_instead_of_rows()
    {
        var folder = SharedData.Path("iceberg-fixtures", "v2_eqdelete_null_key");
        var (exitCode, output, words) = await Cli.RunAsync("iceberg", "read", folder, "--where", "i = 4", "--explain", "--format", "csv");
        Assert.Equal((ExitCode.Ok, ""), (exitCode, words));
        var lines = output.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("metric,value,unit", lines[0]);
        Assert.Matches("^total-planning-duration,[1-9][0-9]*,nanoseconds$", lines[1]);
        Assert.Equal(
        [
            "result-data-files,1,count", "result-delete-files,0,count", "total-data-manifests,2,count", "total-delete-manifests,1,count",
            "scanned-data-manifests,2,count",
            "skipped-data-manifests,0,count", "total-file-size-in-bytes,598,bytes", "total-delete-file-size-in-bytes,0,bytes", "skipped-data-files,1,count",
            "skipped-delete-files,0,count", "scanned-delete-manifests,1,count", "skipped-delete-manifests,0,count", "indexed-delete-files,1,count",
            "equality-delete-files,1,count", "positional-delete-files,0,count", "dvs,0,count",
        ], lines[2..]);

        var (_, json, _) = await Cli.RunAsync("iceberg", "read", folder, "--columns", "s", "--explain", "--format", "json");
        Assert.StartsWith(
            """{"report-type":"scan-report","table-name":""", json, StringComparison.Ordinal);
        Assert.Contains(
            ""","snapshot-id":4301391241829251636,"filter":true,"schema-id":0,"projected-field-ids":[2],"projected-field-names":["s"],"metrics":{""", json,
            StringComparison.Ordinal);
    }

    [SharedDataFact]
    public async Task Report_says_on_stderr_what_planning_looked_at_and_the_rows_are_shown()
    {
        var folder = SharedData.Path("iceberg-fixtures", "v2_eqdelete_null_key");
        var (exitCode, output, words) = await Cli.RunAsync("iceberg", "read", folder, "--where", "i = 4", "--report", "--format", "csv");
        Assert.Equal((ExitCode.Ok, "i,s\r\n4,str4\r\n"), (exitCode, output));
        var report = JsonDocument.Parse(words).RootElement;
        Assert.Equal("""{"type":"eq","term":"i","value":"(int)"}""", report.GetProperty("filter").GetRawText());
        Assert.Equal(
            ("scan-report", 1, 1, 598, "nanoseconds"), (
                report.GetProperty("report-type").GetString(), Value("result-data-files"), Value("skipped-data-files"), Value("total-file-size-in-bytes"),
                report.GetProperty("metrics").GetProperty("total-planning-duration").GetProperty("time-unit").GetString()));

        int Value(string metric) => report.GetProperty("metrics").GetProperty(metric).GetProperty("value").GetInt32();
    }

    [SharedDataFact]
    public async Task Files_elsewhere_are_found_where_a_relocation_says()
    {
        var folder = SharedData.Path("iceberg-fixtures", "v1_multiple_data_locations");
        var refused = await Cli.RunAsync("iceberg", "read", folder);
        Assert.Equal(ExitCode.Failed, refused.ExitCode);
        // Manifests are decoded side by side: whichever file is met first is named.
        Assert.Matches(@"locations_data(01|02)?/col_int=\d/", refused.Words);
        Assert.Contains("is outside of the folders that may be read", refused.Words, StringComparison.Ordinal);

        var read = await Cli.RunAsync(
            "iceberg", "read", folder, "--format", "csv", "--columns", "col_int", "--relocate", $"/test-warehouse/iceberg_test/hadoop_catalog/ice={folder}/_siblings");
        Assert.Equal((ExitCode.Ok, 10), (read.ExitCode, read.Output.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length));
    }

    [SharedDataFact]
    public async Task Diff_counts_the_rows_that_changed_and_names_the_files()
    {
        var (_, output, _) = await Cli.RunAsync(
            "iceberg", "diff", SharedData.Path("iceberg-fixtures", "v2_eqdelete_null_key"), "--from", "4346796256488077976", "--format", "csv");
        var lines = output.Split("\r\n");
        Assert.Equal("change,what,path,records,bytes", lines[0]);
        Assert.Equal("added,rows,,2,", lines[1]);
        Assert.Equal("removed,rows,,2,", lines[2]);
        Assert.Equal(["added,data file", "added,equality deletes"], lines[3..5].Select(l => string.Join(',', l.Split(',')[..2])));
    }

    [SharedDataTheory]
    [InlineData("""[["INSERT",0,1,1,"str1"],["INSERT",0,1,3,"str3"],["INSERT",0,1,null,"str2"],["DELETE",1,2,3,"str3"],["DELETE",1,2,null,"str2"],["INSERT",2,3,4,"str4"],["INSERT",2,3,null,"str5"]]""", "--from-empty", "--key", "i")]
    [InlineData("""[["INSERT",0,3,4,"str4"],["INSERT",0,3,null,"str5"]]""", "--key", "i")]
    [InlineData("""[["DELETE",0,2,3,"str3"]]""", "--from", "4346796256488077976", "--where", "i < 4", "--key", "i")]
    [InlineData("""[["DELETE",3,"str3"],["INSERT",4,"str4"],["UPDATE_BEFORE",null,"str2"],["UPDATE_AFTER",null,"str5"]]""", "--from", "4346796256488077976", "--net",
        "--key", "i")]
    [InlineData("""[[1,"str1"]]""", "--from-empty", "--to", "4346796256488077976", "--appended", "--limit", "1")]
    [InlineData("""[[4,"str4"],[null,"str5"]]""", "--from", "4346796256488077976", "--appended", "--skip-removals")]
    public async Task Changes_shows_the_rows_that_each_snapshot_or_all_of_them_changed(string rows, params string[] options)
    {
        var (exitCode, output, words) =
            await Cli.RunAsync(["iceberg", "changes", SharedData.Path("iceberg-fixtures", "v2_eqdelete_null_key"), "--format", "json", .. options]);

        Assert.Equal((ExitCode.Ok, ""), (exitCode, words));
        foreach (var (id, number) in new[] { ("4346796256488077976", "1"), ("9091814429631192676", "2"), ("4301391241829251636", "3") })
            output = output.Replace($"\"{id}\"", number, StringComparison.Ordinal);
        Assert.Equal(rows, JsonSerializer.Serialize(JsonDocument.Parse(output).RootElement.GetProperty("rows")));
    }

    [SharedDataTheory]
    [InlineData(ExitCode.Usage, "bourse: --appended shows rows as they came: leave out --net and --key.", "--appended", "--net")]
    [InlineData(ExitCode.Usage, "bourse: --skip-removals: needs --appended.", "--skip-removals")]
    [InlineData(ExitCode.Usage, "bourse: Give one of --from and --from-empty.", "--from-empty", "--from", "main")]
    [InlineData(ExitCode.Usage, "bourse: --key: The table has no column 'x'. It has i, s.", "--key", "x")]
    [InlineData(
        ExitCode.Failed, "bourse: Snapshot 4301391241829251636 is not an ancestor of snapshot 4346796256488077976.", "--from", "main", "--to", "4346796256488077976")]
    [InlineData(ExitCode.Failed, "bourse: Snapshot 9091814429631192676 is of the operation 'overwrite', not an append: rows may have been removed.", "--from-empty",
        "--appended")]
    public async Task Changes_says_what_it_cannot_show(int code, string said, params string[] options)
    {
        var (exitCode, output, words) = await Cli.RunAsync(["iceberg", "changes", SharedData.Path("iceberg-fixtures", "v2_eqdelete_null_key"), .. options]);
        Assert.Equal((code, ""), (exitCode, output));
        Assert.StartsWith(said, words, StringComparison.Ordinal);
    }

    [SharedDataTheory]
    [InlineData(ExitCode.Usage, "bourse: --where at 3: a comparison such as =, IN, LIKE, BETWEEN or IS is expected, not 'x'.", "--where", "i x 3")]
    [InlineData(ExitCode.Usage, "bourse: --where at 5: 'abc' is no value of column 'i', which is int.", "--where", "i = 'abc'")]
    [InlineData(ExitCode.Usage, "bourse: --where at 5: a value is expected, not the end.", "--where", "i  =")]
    [InlineData(ExitCode.Usage, "bourse: --where at 8: 'abc' is no value of column 'i', which is int.", "--where", "not i ='abc'")]
    [InlineData(ExitCode.Usage, "bourse: --columns: The table has no column 'x'. It has i, s.", "--columns", "x")]
    [InlineData(ExitCode.Usage, "bourse: Give one of --snapshot, --ref and --as-of.", "--ref", "main", "--snapshot", "1")]
    [InlineData(ExitCode.Usage, "bourse: --relocate: 's3://x' is not FROM=TO, such as s3://lake/gold/nav=/data/nav.", "--relocate", "s3://x")]
    [InlineData(ExitCode.Failed, "bourse: The table has no snapshot '7'; there are: ", "--snapshot", "7")]
    public async Task A_wrong_option_is_said_with_its_place(int code, string said, params string[] options)
    {
        var (exitCode, output, words) = await Cli.RunAsync(["iceberg", "read", SharedData.Path("iceberg-fixtures", "v2_append_simple"), .. options]);
        Assert.Equal((code, ""), (exitCode, output));
        Assert.StartsWith(said, words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_metadata_is_said()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, _, words) = await Cli.RunAsync("iceberg", "metadata", folder.Path);
        Assert.Equal((ExitCode.Failed, $"bourse: '{folder.Path}' holds no *.metadata.json file.\n"), (exitCode, words));
    }
}
