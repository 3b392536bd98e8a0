using System.Globalization;
using System.Text.Json;
using Bourse.Cli.Clients;
using Bourse.Cli.Output;

namespace Bourse.Cli.Demo.Processes;

/// <summary>ClickHouse in a process of its own, attached to the catalogue by <c>samples/clickhouse-client</c>.</summary>
internal sealed class ClickHouseClient : IDemoClient
{
    private readonly ChildProcess _process;
    private int _lastId;

    private ClickHouseClient(ChildProcess process) => _process = process;

    public string Engine => "ClickHouse";

    public static string SampleFolder => Samples.Folder("samples/clickhouse-client");

    public static ClickHouseClient Start(ExchangeAddresses addresses, string credentialFile, string folder) => new(ChildProcess.Start(
        "node", [Path.Combine(SampleFolder, "client.mjs")], folder,
        new Dictionary<string, string>
        {
            ["BOURSE_CATALOG"] = addresses.Catalog.AbsoluteUri.TrimEnd('/'),
            ["BOURSE_STORAGE"] = addresses.Storage.GetLeftPart(UriPartial.Authority),
            ["BOURSE_TOKEN_URL"] = addresses.Token.AbsoluteUri,
            ["BOURSE_WAREHOUSE"] = addresses.Warehouse,
            ["BOURSE_CREDENTIAL_FILE"] = credentialFile,
        }));

    public string Table(string product, string table) => $"exchange.`{product}.{table}`";

    public string TableAt(string product, string table, long snapshotId) =>
        string.Create(CultureInfo.InvariantCulture, $"(SELECT * FROM {Table(product, table)} SETTINGS iceberg_snapshot_id = {snapshotId})");

    public string CsvFile(string path) => $"file('{path.Replace("'", "\\'", StringComparison.Ordinal)}', 'CSVWithNames')";

    public async Task<DataRows> QueryAsync(string sql, CancellationToken cancellation)
    {
        var id = ++_lastId;
        await _process.WriteLineAsync(JsonSerializer.Serialize(new { id, sql }), cancellation);
        while (true)
        {
            using var answer = JsonDocument.Parse(await _process.ReadLineAsync(cancellation));
            if (answer.RootElement.GetProperty("id").GetInt32() != id)
                continue;
            if (answer.RootElement.TryGetProperty("error", out var error))
                throw new DemoClientException(error.GetString()!);
            var columns = answer.RootElement.GetProperty("columns").EnumerateArray().Select(column => column.GetString()!).ToList();
            var rows = answer.RootElement.GetProperty("rows").EnumerateArray()
                .Select(row => (IReadOnlyList<object?>)[.. row.EnumerateArray().Select(Value)]).ToList();
            return new DataRows(columns, rows);
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    // ClickHouse writes whole numbers of 64 bits as text.
    private static object? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when value.TryGetInt64(out var whole) => whole,
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String => value.GetString(),
        _ => value.GetRawText(),
    };
}
