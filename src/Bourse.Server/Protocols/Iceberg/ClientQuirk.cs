namespace Bourse.Server.Protocols.Iceberg;

/// <summary>
/// Where catalogue clients disagree about which keys stand where. One row a client that needs something else than the default; each row has its
/// test. It changes where a key is repeated, never what the caller may read.
/// </summary>
/// <param name="Client">The client.</param>
/// <param name="UserAgentPrefix">How its <c>User-Agent</c> begins.</param>
/// <param name="EndpointInTableConfig">Whether the table's <c>config</c> holds <c>s3.endpoint</c>.</param>
/// <param name="Why">The behaviour it answers to.</param>
internal sealed record ClientQuirk(string Client, string UserAgentPrefix, bool EndpointInTableConfig, string Why)
{
    /// <summary>The rows.</summary>
    public static readonly IReadOnlyList<ClientQuirk> All =
    [
        new("ClickHouse", "ClickHouse/", false, "with s3.endpoint in the table's config it repeats the key in the path; its user sets storage_endpoint"),
        new("DuckDB", "duckdb/", true, "it reads only the table's config: neither the catalogue's defaults nor storage-credentials"),
    ];

    /// <summary>Clients that read the catalogue's defaults and <c>storage-credentials</c>: Java, Spark, Trino, PyIceberg.</summary>
    public static readonly ClientQuirk None = new("default", "", false, "the endpoint stands in the catalogue's defaults and in storage-credentials");

    /// <summary>The row for a user agent.</summary>
    public static ClientQuirk For(string userAgent) =>
        All.FirstOrDefault(quirk => userAgent.StartsWith(quirk.UserAgentPrefix, StringComparison.OrdinalIgnoreCase)) ?? None;
}
