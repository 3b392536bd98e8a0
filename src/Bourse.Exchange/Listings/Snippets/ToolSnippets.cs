using System.Text.RegularExpressions;
using Bourse.Access.Identity;
using Bourse.Contracts;

namespace Bourse.Exchange.Listings.Snippets;

/// <summary>
/// The snippets of every tool for one product. No snippet holds a credential: each reads the client id and secret from the environment, or shows where
/// they go. Tests run those of ClickHouse, the AWS command line and REST as printed. Of the others, which say so, a parser reads the setup: DuckDB's iceberg
/// extension, PyIceberg, Spark and Trino are in none of the registries that tests install from. The queries of DuckDB and Trino run in the embedded engine.
/// </summary>
public static partial class ToolSnippets
{
    /// <summary>The name under which every tool attaches the exchange.</summary>
    internal const string Catalog = "exchange";

    private const int QueriesMax = 10;

    /// <summary>Makes the snippets.</summary>
    /// <param name="contract">The product's contract.</param>
    /// <param name="endpoints">Where the exchange is.</param>
    /// <param name="account">The client's account; null on public pages, which name it <c>$BOURSE_ACCOUNT</c>.</param>
    /// <param name="fund">A fund of the client's; null on public pages, which take the contract's example.</param>
    public static IReadOnlyList<ToolSnippet> For(DataContract contract, ClientEndpoints endpoints, AccountId? account = null, string? fund = null)
    {
        var product = contract.Name.Value;
        return
        [
            ClickHouse(contract, endpoints),
            DuckDb(contract, endpoints),
            PythonSnippet.Make(contract, endpoints),
            Spark(contract, endpoints),
            Trino(contract, endpoints),
            AwsCliSnippet.Make(contract, endpoints, account),
            RestSnippet.Make(contract, endpoints, fund),
        ];

        ToolSnippet ClickHouse(DataContract contract, ClientEndpoints at) => new(
            "ClickHouse",
            "ClickHouse 26 or later, or npm's chdb",
            $"""
            SET allow_experimental_database_iceberg = 1;
            CREATE DATABASE {Catalog} ENGINE = DataLakeCatalog('{Literal(at.Catalog)}/v1') SETTINGS
              catalog_type = 'rest', warehouse = '{at.Warehouse}', oauth_server_uri = '{Literal(at.Token)}',
              catalog_credential = 'CLIENT_ID:CLIENT_SECRET',
              storage_endpoint = '{Literal(at.Objects)}', vended_credentials = true;
            """,
            Queries(contract, table => $"{Catalog}.`{product}.{table}`"));

        ToolSnippet DuckDb(DataContract contract, ClientEndpoints at) => new(
            "DuckDB",
            "DuckDB 1.4 or later with its iceberg extension",
            $"""
            INSTALL iceberg; LOAD iceberg;
            CREATE SECRET bourse (TYPE iceberg, CLIENT_ID 'CLIENT_ID', CLIENT_SECRET 'CLIENT_SECRET', OAUTH2_SERVER_URI '{Literal(at.Token)}');
            ATTACH '{at.Warehouse}' AS {Catalog} (TYPE iceberg, SECRET bourse, ENDPOINT '{Literal(at.Catalog)}');
            """,
            Queries(contract, table => $"{Catalog}.\"{product}\".{table}"), IsParsedOnly: true);

        ToolSnippet Spark(DataContract contract, ClientEndpoints at) => new(
            "Spark",
            "Spark 3.5 with Iceberg's runtime and AWS bundle",
            $"""
            spark-sql --packages org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.9.2,org.apache.iceberg:iceberg-aws-bundle:1.9.2 \
              --conf spark.sql.catalog.{Catalog}=org.apache.iceberg.spark.SparkCatalog --conf spark.sql.catalog.{Catalog}.type=rest \
              --conf spark.sql.catalog.{Catalog}.uri={at.Catalog} --conf spark.sql.catalog.{Catalog}.warehouse={at.Warehouse} \
              --conf spark.sql.catalog.{Catalog}.oauth2-server-uri={at.Token} \
              --conf spark.sql.catalog.{Catalog}.credential="$BOURSE_CLIENT_ID:$BOURSE_CLIENT_SECRET" \
              --conf spark.sql.catalog.{Catalog}.header.X-Iceberg-Access-Delegation=vended-credentials
            """,
            Queries(contract, table => $"{Catalog}.`{product}`.{table}"), IsParsedOnly: true);

        ToolSnippet Trino(DataContract contract, ClientEndpoints at) => new(
            "Trino",
            $"Trino 470 or later; the first part is the file etc/catalog/{Catalog}.properties",
            $$"""
            connector.name=iceberg
            iceberg.catalog.type=rest
            iceberg.rest-catalog.uri={{at.Catalog}}
            iceberg.rest-catalog.warehouse={{at.Warehouse}}
            iceberg.rest-catalog.security=OAUTH2
            iceberg.rest-catalog.oauth2.server-uri={{at.Token}}
            iceberg.rest-catalog.oauth2.credential=${ENV:BOURSE_CLIENT_ID}:${ENV:BOURSE_CLIENT_SECRET}
            iceberg.rest-catalog.vended-credentials-enabled=true
            fs.native-s3.enabled=true
            s3.endpoint={{at.Objects}}
            s3.region={{at.Region}}
            s3.path-style-access=true
            """,
            Queries(contract, table => $"{Catalog}.\"{product}\".{table}"), IsParsedOnly: true);
    }

    /// <summary>The contract's sample queries; without any, the first rows of each table.</summary>
    internal static IEnumerable<SampleQuery> Samples(DataContract contract)
    {
        IEnumerable<SampleQuery> queries = contract.SampleQueries.Count > 0
            ? contract.SampleQueries
            : contract.Tables.Select(table => new SampleQuery($"First rows of {table.Name}", $"SELECT * FROM ${{{table.Name}}} LIMIT 10"));
        return queries.Take(QueriesMax);
    }

    /// <summary>A query with each <c>${table}</c> named as a tool names it.</summary>
    internal static string Named(SampleQuery query, Func<string, string> name) => Placeholder().Replace(query.Sql, match => name(match.Groups[1].Value));

    private static IReadOnlyList<(string Title, string Text)> Queries(DataContract contract, Func<string, string> name) =>
        [.. Samples(contract).Select(query => (query.Title, Ended(Named(query, name))))];

    // Shells of SQL wait for it, and two queries pasted one after the other are two.
    private static string Ended(string sql) => $"{sql.TrimEnd().TrimEnd(';').TrimEnd()};";

    private static string Literal(Uri address) => address.ToString().Replace("'", "''", StringComparison.Ordinal).TrimEnd('/');

    [GeneratedRegex(@"\$\{([a-z][a-z0-9_]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
