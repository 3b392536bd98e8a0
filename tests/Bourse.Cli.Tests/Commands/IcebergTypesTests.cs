using System.Text.Json;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Tests.Support;

namespace Bourse.Cli.Tests.Commands;

/// <summary><c>bourse iceberg</c> on tables with the types of version 3.</summary>
public sealed class IcebergTypesTests : IDisposable
{
    private static readonly Schema Id = new(0, [new(1, "id", new IcebergType.Int(), true)]);

    private readonly Lake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task Nanoseconds_are_shown_in_full_as_JSON_and_CSV()
    {
        var schema = new Schema(0, [.. Id.Fields, new(2, "at", new IcebergType.TimestampNs(), false), new(3, "none", new IcebergType.Unknown(), false)]);
        var written = new Schema(0, [.. schema.Fields.Take(2)]);
        var files = await HandMadeTable.WriteAsync(
            _lake, written, null, "SELECT i AS id, make_timestamp_ns(n) AS \"at\" FROM (VALUES (1, 1717171717123456789), (2, -1), (3, 0), (4, 500000000)) v(i, n)");
        await HandMadeTable.CreateAsync(_lake, schema, null, files);

        var json = await RunAsync("read", "--format", "json");
        Assert.Equal((ExitCode.Ok, ""), (json.ExitCode, json.Words));
        Assert.Equal(
            """[[1,"2024-05-31T16:08:37.123456789",null],[2,"1969-12-31T23:59:59.999999999",null],[3,"1970-01-01T00:00:00",null],[4,"1970-01-01T00:00:00.5",null]]""",
            JsonSerializer.Serialize(JsonDocument.Parse(json.Output).RootElement.GetProperty("rows")));
        var csv = await RunAsync("read", "--format", "csv", "--where", "at > '2024-05-31T16:08:37.123456788'");
        Assert.Equal("id,at,none\r\n1,2024-05-31T16:08:37.123456789,\r\n", csv.Output);
        var pruned = Success(await RunAsync("files", "--format", "json", "--where", "at > '2024-05-31T16:08:37.123456789'"));
        Assert.EndsWith("\"rows\": [\n]}\n", pruned.Item2, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("variant", "which is not read; select the other columns.")]
    [InlineData("geometry(srid:4326)", "which is not read; select the other columns.")]
    [InlineData("geography", "which is not read; select the other columns.")]
    [InlineData("timestamptz_ns", "which is not read: the engine's instants end at microseconds, and would lose the rest; select the other columns.")]
    public async Task A_column_that_is_not_read_is_named_and_the_rest_of_the_table_is_shown(string type, string why)
    {
        IcebergType unread = type == "timestamptz_ns" ? new IcebergType.TimestampTzNs() : new IcebergType.Unread(type);
        var files = await HandMadeTable.WriteAsync(_lake, Id, null, "SELECT 7 AS id");
        await HandMadeTable.CreateAsync(
            _lake, new Schema(0, [.. Id.Fields, new(2, "s", new IcebergType.Struct([new(3, "v", unread, false)]), false)]), null, files);

        Assert.Equal((ExitCode.Failed, $"bourse: The column 's' is of type {type}, {why}"), Failure(await RunAsync("read")));
        Assert.Equal((ExitCode.Ok, "id\r\n7\r\n"), Success(await RunAsync("read", "--columns", "id", "--format", "csv")));
        Assert.Contains(type, Success(await RunAsync("metadata")).Item2, StringComparison.Ordinal);
        Assert.Contains(".parquet", Success(await RunAsync("files", "--format", "json")).Item2, StringComparison.Ordinal);
    }

    private Task<(int ExitCode, string Output, string Words)> RunAsync(string command, params string[] options) =>
        Cli.RunAsync(["iceberg", command, _lake.TableFolder, .. options]);

    private static (int, string) Failure((int ExitCode, string Output, string Words) run) => (run.ExitCode, run.Words.Trim());

    private static (int, string) Success((int ExitCode, string Output, string Words) run)
    {
        Assert.Equal("", run.Words);
        return (run.ExitCode, run.Output);
    }
}
