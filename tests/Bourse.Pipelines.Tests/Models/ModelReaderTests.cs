using Bourse.Pipelines.Models;

namespace Bourse.Pipelines.Tests.Models;

public sealed class ModelReaderTests
{
    [Fact]
    public void A_header_says_name_key_partition_and_order()
    {
        var model = ModelReader.Read(
            "-- name: gold.nav\r\n-- description: Values: all of them.\r\n-- key: fund_id, valid_date\r\n-- partition: identity(asset_class), month(valid_date)\r\n-- "
                + "order: fund_id\r\n\r\n-- why\r\nSELECT 1\r\n",
            "models/gold/nav.sql");
        Assert.Equal(("gold.nav", "Values: all of them.", "-- why\nSELECT 1"), (model.Table.ToString(), model.Description, model.Sql));
        Assert.Equal(["fund_id", "valid_date"], model.Key);
        Assert.Equal(["asset_class identity", "valid_date month"], model.Partitions.Select(part => $"{part.Column} {part.Transform}"));
        Assert.Equal(["fund_id"], model.Order);
    }

    [Theory]
    [InlineData("-- name: gold.nav\n\nSELECT 1", "the header lacks '-- description: …'.")]
    [InlineData("-- description: x\n\nSELECT 1", "the header lacks '-- name: …'.")]
    [InlineData("-- name: gold.nav\n-- description: x\n", "there is no SELECT after the header and a blank line.")]
    [InlineData("-- name: gold.nav\n-- name: gold.nav\n\nSELECT 1", "line 2 gives 'name' again.")]
    [InlineData("-- name: gold.nav\n-- owner: x\n\nSELECT 1",
        "line 2 must be '-- key: value' with one of name, description, key, partition, order; a blank line ends the header.")]
    [InlineData("-- name: bronze.nav\n-- description: x\n\nSELECT 1", "name: bronze.nav is not made by a model; models make silver and gold tables.")]
    [InlineData("-- name: gold.other\n-- description: x\n\nSELECT 1", "name: gold.other belongs into the file gold/other.sql.")]
    [InlineData("-- name: gold\n-- description: x\n\nSELECT 1", "name: A table is written namespace.name, such as gold.nav_history.")]
    [InlineData("-- name: gold.nav\n-- description: x\n-- partition: bucket(a)\n\nSELECT 1", "partition: 'bucket(a)' must be none, identity(column) or month(column).")]
    public void A_wrong_header_is_refused_with_file_and_rule(string text, string message) =>
        Assert.Equal("models/gold/nav.sql: " + message, Assert.Throws<PipelineException>(() => ModelReader.Read(text, "models/gold/nav.sql")).Message);
}
