using Bourse.Iceberg.Expressions;
using Bourse.Projection.Tests.Support;

namespace Bourse.Projection.Tests.Leaks;

public sealed class SharedFileTests
{
    [Fact]
    public async Task A_file_that_is_shared_as_it_is_holds_no_value_of_the_rows_beside_it_in_the_source()
    {
        await using var world = await ProjectionWorld.CreateAsync(Funds.Schema, Funds.ByFund);
        // Few distinct values in runs, so that every layer on the way to the file would like a dictionary of all of them.
        await world.AppendAsync(
            """
            SELECT 'F' || (i % 2) AS fund_id, DATE '2026-01-01' AS valid_date, 1.0 AS nav, 'EU' AS region,
                   CASE WHEN i % 2 = 0 THEN 'VISIBLE-MANAGER-' ELSE 'HIDDEN-MANAGER-' END || (i // 2 % 5) AS manager_marker_column,
                   CASE WHEN i % 2 = 0 THEN 1111111111111 ELSE 7777777777777 END AS fee
            FROM range(20000) t(i)
            """);

        var table = await world.ServeAsync(ProjectionWorld.Rules(Expression.IsIn(Funds.Fund, new Literal.Text("F0")), 1, 2, 3, 4, 5, 6), 1);

        Assert.Empty(await world.StoredAsync("pieces/"));
        using var copy = await ClientCopy.DownloadAsync(world.Served, table);
        var parts = copy.Objects.Values.SelectMany(Decoder.Parts).ToList();
        Assert.True(Decoder.Holds(parts, Decoder.Bytes("VISIBLE-MANAGER-4")));
        Assert.True(Decoder.Holds(parts, Decoder.Bytes(1111111111111)));
        Assert.False(Decoder.Holds(parts, Decoder.Bytes("HIDDEN-MANAGER-")));
        Assert.False(Decoder.Holds(parts, Decoder.Bytes(7777777777777)));
    }
}
