using Bourse.Access.Authorization;
using Bourse.Access.Resources;
using Bourse.Contracts;
using Bourse.DuckDb;
using Bourse.Exchange.Listings.Snippets;
using Bourse.Exchange.Reading;
using Bourse.Exchange.Tests.Support;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Scanning;

namespace Bourse.Exchange.Tests.Listings;

/// <summary>
/// The queries of snippets as they are printed, run by DuckDB over what the client is served. Only what attaches the exchange is not run: DuckDB's iceberg
/// extension, PyIceberg and Trino are no packages of the registries that tests install from. Trino's queries have the same text.
/// </summary>
public sealed class SnippetQueryTests
{
    private const string Queries = """

        customProperties:
          - property: bourse.sampleQueries
            value:
              - title: Highest
                sql: SELECT fund_id, max(nav) AS highest FROM ${nav} GROUP BY fund_id ORDER BY fund_id
              - title: With itself
                sql: SELECT count(*) AS pairs FROM ${nav} a JOIN ${nav} b USING (fund_id)
        """;

    [Theory]
    [InlineData("DuckDB")]
    [InlineData("Trino")]
    public async Task The_printed_queries_name_the_clients_tables_and_answer_with_its_rows(string tool)
    {
        await using var world = await ExchangeWorld.CreateAsync();
        await world.PublishAsync();
        await world.ApplyAsync(ExchangeDocuments.Agreement);
        await world.Projections.RefreshAsync();
        var contract = Assert.IsType<ContractParse.Valid>(ContractReader.Read(ExchangeDocuments.Contract + Queries)).Contract;
        var printed = ToolSnippets.For(contract, world.Endpoints).Single(snippet => snippet.Tool == tool).Queries;
        using var database = DuckDbDatabase.Open(new DuckDbOptions { EnableExternalAccess = true });
        using var connection = database.Connect();
        await AttachAsync(world, connection);

        Assert.Equal([[["A", 1.5], ["B", 2.5]], [[2L]]], printed.Select(query => Rows(connection, query.Text)));
        Assert.All(printed, query => Assert.Contains("exchange.\"fund-data\".nav", query.Text, StringComparison.Ordinal));
    }

    private static List<IReadOnlyList<object?>> Rows(DuckDbConnection connection, string sql)
    {
        using var result = connection.Query(sql);
        return [.. result.Rows()];
    }

    // As the tool's extension would: a catalogue of the client's own tables.
    private static async Task AttachAsync(ExchangeWorld world, DuckDbConnection connection)
    {
        var projected = world.Projections.Find(AgreementId.Parse("CTR-1"), ExchangeWorld.Product, TableName.Parse("nav"))!;
        var table = await IcebergTable.LoadAsync(projected.MetadataLocation, new ProjectedTableFiles(world.Projections, projected));
        var rows = await table.Scan().ToSqlAsync(Expression.True);
        connection.Execute("ATTACH ':memory:' AS exchange");
        connection.Execute("CREATE SCHEMA exchange.\"fund-data\"");
        connection.Execute($"CREATE VIEW exchange.\"fund-data\".nav AS {rows}");
    }
}
