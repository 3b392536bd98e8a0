using Bourse.Server.Protocols.S3;

namespace Bourse.Server.Tests.Protocols.S3;

public sealed class BucketsQueryTests
{
    private const string Region = "eu-central-1";
    private static readonly string[] Products = ["esg", "nav", "nav-daily", "risk"];

    [Theory]
    [InlineData("", "esg nav nav-daily risk")]
    [InlineData("x-id=ListBuckets", "esg nav nav-daily risk")]
    [InlineData("prefix=nav", "nav nav-daily")]
    [InlineData("bucket-region=eu-central-1&prefix=r", "risk")]
    [InlineData("bucket-region=us-east-1", "")]
    [InlineData("max-buckets=4", "esg nav nav-daily risk")]
    public void Parameters_narrow_the_list(string query, string names)
    {
        var page = Parse(query).Page(Products, Region);
        Assert.Equal((names, null), (string.Join(' ', page.Products), page.NextToken));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("", 3)]
    [InlineData("prefix=nav", 1)]
    public void Pages_are_disjoint_ordered_and_complete(string filter, int size)
    {
        var whole = Parse(filter).Page(Products, Region).Products;
        var paged = new List<string>();
        string? token = null;
        do
        {
            var page = Parse($"{filter}&max-buckets={size}" + (token is null ? "" : $"&continuation-token={token}")).Page(Products, Region);
            Assert.InRange(page.Products.Count, 1, size);
            paged.AddRange(page.Products);
            token = page.NextToken;
        }
        while (token is not null);
        Assert.Equal(whole, paged);
    }

    [Theory]
    [InlineData("max-buckets=0", "Argument max-buckets must be an integer between 1 and 10000")]
    [InlineData("max-buckets=10001", "Argument max-buckets must be an integer between 1 and 10000")]
    [InlineData("continuation-token=zzz", "The continuation token provided is incorrect: send the NextContinuationToken of this very listing")]
    public void A_wrong_parameter_is_named(string query, string message)
    {
        var error = BucketsQuery.Parse(S3RequestTests.Query(query)).Error!;
        Assert.Equal((400, "InvalidArgument", message, query.Split('=')[0]), (error.Status, error.Code, error.Message, error.Details[0].Value));
    }

    private static BucketsQuery Parse(string query) => BucketsQuery.Parse(S3RequestTests.Query(query.TrimStart('&'))).Query!;
}
