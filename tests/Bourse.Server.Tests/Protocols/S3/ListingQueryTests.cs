using Bourse.Exchange.Reading;
using Bourse.Server.Protocols.S3;

namespace Bourse.Server.Tests.Protocols.S3;

public sealed class ListingQueryTests
{
    [Fact]
    public void The_parameters_become_a_request()
    {
        var (query, error) = ListingQuery.Parse(S3RequestTests.Query("prefix=a/&delimiter=/&max-keys=7&start-after=a/b&encoding-type=url&fetch-owner=true"), true);
        Assert.Null(error);
        Assert.Equal(new ObjectListRequest { Prefix = "a/", Delimiter = "/", After = "a/b", PageSize = 7 }, query!.ToRequest());
        Assert.True(query.UrlEncoded);
    }

    [Fact]
    public void Nothing_asks_for_everything_in_pages_of_a_thousand()
    {
        var (query, _) = ListingQuery.Parse(S3RequestTests.Query("max-keys=2147483647&delimiter="), true);
        Assert.Equal(new ObjectListRequest { Prefix = "", Delimiter = null, After = null, PageSize = 1000 }, query!.ToRequest());
    }

    [Fact]
    public void A_token_outranks_start_after_and_resumes_its_own_listing_only()
    {
        var token = ContinuationToken.Write("a/", "/", "a/é&x");
        var (query, _) = ListingQuery.Parse(S3RequestTests.Query($"prefix=a/&delimiter=/&start-after=zz&continuation-token={token}"), true);
        Assert.Equal("a/é&x", query!.After);

        foreach (var other in new[] { $"prefix=b/&delimiter=/&continuation-token={token}", $"prefix=a/&continuation-token={token}", "continuation-token=zzz",
            "continuation-token=" })
        {
            var (none, error) = ListingQuery.Parse(S3RequestTests.Query(other), true);
            Assert.Null(none);
            Assert.Equal(
                (400, "InvalidArgument", "The continuation token provided is incorrect: send the NextContinuationToken of this very listing"),
                (error!.Status, error.Code, error.Message));
            Assert.Equal("continuation-token", error.Details[0].Value);
        }
    }

    [Theory]
    [InlineData("max-keys=-1", "max-keys", "-1", "Argument max-keys must be an integer between 0 and 2147483647")]
    [InlineData("max-keys=x", "max-keys", "x", "Argument max-keys must be an integer between 0 and 2147483647")]
    [InlineData("encoding-type=base64", "encoding-type", "base64", "Invalid Encoding Method specified in Request: encoding-type can only be url")]
    public void A_wrong_parameter_is_named(string query, string name, string value, string message)
    {
        var error = ListingQuery.Parse(S3RequestTests.Query(query), true).Error!;
        Assert.Equal((400, "InvalidArgument", message), (error.Status, error.Code, error.Message));
        Assert.Equal([new("ArgumentName", name), new("ArgumentValue", value)], error.Details);
    }
}
