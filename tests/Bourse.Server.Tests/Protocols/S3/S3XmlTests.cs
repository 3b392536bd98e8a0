using System.Text;
using System.Xml.Linq;
using Bourse.Access.Identity;
using Bourse.Server.Protocols.S3;

namespace Bourse.Server.Tests.Protocols.S3;

public sealed class S3XmlTests
{
    private static readonly AccountId Owner = AccountId.Parse("222222222222");
    private const string Declaration = "<?xml version=\"1.0\" encoding=\"utf-8\"?>";
    private const string Xmlns = "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";

    [Fact]
    public void An_error_says_code_message_details_resource_and_request()
    {
        Assert.Equal(
            Declaration + "<Error><Code>AccessDenied</Code><Message>Access Denied</Message><Resource>/risk/a</Resource><RequestId>0123456789ABCDEF</RequestId></Error>",
            Text(S3Xml.Error(S3Error.AccessDenied, "/risk/a", "0123456789ABCDEF")));
        Assert.Equal(
            Declaration + "<Error><Code>InvalidRange</Code><Message>The requested range is not satisfiable</Message><RangeRequested>bytes=9-&lt;</RangeRequested>"
            + "<ActualObjectSize>9</ActualObjectSize><Resource>/a</Resource><RequestId>1</RequestId></Error>",
            Text(S3Xml.Error(S3Error.InvalidRange("bytes=9-<", 9), "/a", "1")));
    }

    [Fact]
    public void Buckets_are_products()
    {
        var products = new BucketsPage(["risk"], null);
        Assert.Equal(
            Declaration + $"<ListAllMyBucketsResult {Xmlns}><Owner><ID>222222222222</ID></Owner><Buckets><Bucket><Name>risk</Name>"
            + "<CreationDate>2024-01-01T00:00:00.000Z</CreationDate></Bucket></Buckets></ListAllMyBucketsResult>",
            Text(S3Xml.Buckets(Owner, "eu-west-1", BucketsQuery.Parse(S3RequestTests.Query("")).Query!, products)));
        Assert.Equal(
            Declaration + $"<ListAllMyBucketsResult {Xmlns}><Owner><ID>222222222222</ID></Owner><Buckets><Bucket><Name>risk</Name>"
            + "<CreationDate>2024-01-01T00:00:00.000Z</CreationDate><BucketRegion>eu-west-1</BucketRegion></Bucket></Buckets><Prefix>r</Prefix>"
            + "<ContinuationToken>next</ContinuationToken></ListAllMyBucketsResult>",
            Text(S3Xml.Buckets(Owner, "eu-west-1", BucketsQuery.Parse(S3RequestTests.Query("prefix=r")).Query!, products with { NextToken = "next" })));
    }

    [Theory]
    [InlineData("us-east-1", " />")]
    [InlineData("eu-central-1", ">eu-central-1</LocationConstraint>")]
    public void The_first_region_has_no_name(string region, string end) =>
        Assert.Equal($"{Declaration}<LocationConstraint {Xmlns}{end}", Text(S3Xml.Location(region)));

    [Fact]
    public void Hostile_prefixes_stay_text()
    {
        const string hostile = "a<b>&\"']]>\u0001\ud800 +%";
        var (query, _) = ListingQuery.Parse(Parameters((KeyValuePair.Create("prefix", hostile))), true);
        var xml = XDocument.Parse(Text(S3Xml.Listing("risk", Owner, query!, new ListedPage([], ["a<b>&/"], null))));
        XNamespace s3 = "http://s3.amazonaws.com/doc/2006-03-01/";
        Assert.Equal("a<b>&\"']]>\ufffd\ufffd +%", xml.Root!.Element(s3 + "Prefix")!.Value);
        Assert.Equal("a<b>&/", xml.Root.Element(s3 + "CommonPrefixes")!.Element(s3 + "Prefix")!.Value);
    }

    [Fact]
    public void Names_are_percent_encoded_when_asked()
    {
        var (query, _) = ListingQuery.Parse(
            Parameters(KeyValuePair.Create("prefix", "a b+é/\u0001"), KeyValuePair.Create("encoding-type", "url"), KeyValuePair.Create("max-keys", "2")), true);
        Assert.Equal(
            Declaration + $"<ListBucketResult {Xmlns}><Name>risk</Name><Prefix>a%20b%2B%C3%A9/%01</Prefix><MaxKeys>2</MaxKeys><EncodingType>url</EncodingType>"
            + $"<NextContinuationToken>{ContinuationToken.Write("a b+é/\u0001", null, "x y")}</NextContinuationToken><KeyCount>1</KeyCount>"
            + "<IsTruncated>true</IsTruncated><CommonPrefixes><Prefix>x%20y</Prefix></CommonPrefixes></ListBucketResult>",
            Text(S3Xml.Listing("risk", Owner, query!, new ListedPage([], ["x y"], "x y"))));
    }

    private static Server.Http.Parameters Parameters(params KeyValuePair<string, string>[] all)
    {
        Assert.True(Server.Http.Parameters.TryCreate(all, out var parameters));
        return parameters;
    }

    private static string Text(ReadOnlyMemory<byte> xml) => Encoding.UTF8.GetString(xml.Span);
}
