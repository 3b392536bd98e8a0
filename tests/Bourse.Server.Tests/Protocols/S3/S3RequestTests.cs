using Bourse.Server.Http;
using Bourse.Server.Protocols.S3;

namespace Bourse.Server.Tests.Protocols.S3;

public sealed class S3RequestTests
{
    private const string Host = "s3.exchange.example";

    [Theory]
    [InlineData("GET", "/", "", S3Operation.ListBuckets, "", "")]
    [InlineData("HEAD", "/risk", "", S3Operation.HeadBucket, "risk", "")]
    [InlineData("HEAD", "/risk/", "", S3Operation.HeadBucket, "risk", "")]
    [InlineData("GET", "/risk", "location=", S3Operation.GetBucketLocation, "risk", "")]
    [InlineData("GET", "/risk", "list-type=2&prefix=a", S3Operation.ListObjectsV2, "risk", "")]
    [InlineData("GET", "/risk/", "prefix=a&delimiter=/", S3Operation.ListObjects, "risk", "")]
    [InlineData("GET", "/risk/a/b", "", S3Operation.GetObject, "risk", "a/b")]
    [InlineData("GET", "/risk/a//b/../c", "x-id=GetObject", S3Operation.GetObject, "risk", "a//b/../c")]
    [InlineData("HEAD", "/risk/a/", "", S3Operation.HeadObject, "risk", "a/")]
    [InlineData("PUT", "/risk/a", "", S3Operation.PutObject, "risk", "a")]
    [InlineData("DELETE", "/risk", "", S3Operation.Write, "risk", "")]
    [InlineData("POST", "/risk", "delete=", S3Operation.DeleteObjects, "risk", "")]
    [InlineData("POST", "/risk", "", S3Operation.Write, "risk", "")]
    [InlineData("PUT", "/risk", "", S3Operation.Write, "risk", "")]
    [InlineData("PUT", "/risk/a", "acl=", S3Operation.Write, "risk", "a")]
    [InlineData("PUT", "/risk/a", "tagging=", S3Operation.PutObjectTagging, "risk", "a")]
    [InlineData("PUT", "/risk/a", "tagging=&versionId=1", S3Operation.Write, "risk", "a")]
    [InlineData("PUT", "/risk/a", "partNumber=1&uploadId=2&x-id=UploadPart", S3Operation.UploadPart, "risk", "a")]
    [InlineData("PUT", "/risk/a", "uploadId=2", S3Operation.Write, "risk", "a")]
    [InlineData("DELETE", "/risk/a", "", S3Operation.DeleteObject, "risk", "a")]
    [InlineData("DELETE", "/risk/a", "versionId=1", S3Operation.Write, "risk", "a")]
    [InlineData("DELETE", "/risk/a", "tagging=", S3Operation.DeleteObjectTagging, "risk", "a")]
    [InlineData("DELETE", "/risk/a", "uploadId=1", S3Operation.AbortMultipartUpload, "risk", "a")]
    [InlineData("POST", "/risk/a", "uploads=", S3Operation.CreateMultipartUpload, "risk", "a")]
    [InlineData("POST", "/risk/a", "restore=", S3Operation.Write, "risk", "a")]
    [InlineData("GET", "/risk/a", "uploadId=1&max-parts=2", S3Operation.ListParts, "risk", "a")]
    [InlineData("GET", "/risk", "uploads=&prefix=a", S3Operation.ListMultipartUploads, "risk", "")]
    [InlineData("GET", "/risk", "acl=", S3Operation.Unsupported, "risk", "")]
    [InlineData("GET", "/risk", "list-type=3", S3Operation.Unsupported, "risk", "")]
    [InlineData("GET", "/risk", "versions=", S3Operation.Unsupported, "risk", "")]
    [InlineData("GET", "/risk/a", "tagging=", S3Operation.GetObjectTagging, "risk", "a")]
    [InlineData("GET", "/risk/a", "versionId=1", S3Operation.Unsupported, "risk", "a")]
    [InlineData("GET", "/risk/a", "partNumber=1&response-content-type=text/csv", S3Operation.GetObject, "risk", "a")]
    [InlineData("GET", "/risk/a", "attributes=", S3Operation.GetObjectAttributes, "risk", "a")]
    [InlineData("GET", "/risk/a", "attributes=&versionId=1", S3Operation.Unsupported, "risk", "a")]
    [InlineData("HEAD", "/risk/a", "attributes=", S3Operation.Unsupported, "risk", "a")]
    [InlineData("GET", "/", "max-buckets=1&prefix=a&bucket-region=x&continuation-token=y", S3Operation.ListBuckets, "", "")]
    [InlineData("POST", "/risk/a", "", S3Operation.NotAllowed, "risk", "a")]
    [InlineData("POST", "/risk/a", "uploadId=1", S3Operation.CompleteMultipartUpload, "risk", "a")]
    [InlineData("POST", "/risk/a", "select=&select-type=2", S3Operation.Unsupported, "risk", "a")]
    [InlineData("PATCH", "/risk/a", "", S3Operation.NotAllowed, "risk", "a")]
    [InlineData("DELETE", "/", "", S3Operation.NotAllowed, "", "")]
    [InlineData("HEAD", "/", "", S3Operation.NotAllowed, "", "")]
    [InlineData("GET", "//a", "", S3Operation.Unsupported, "", "a")]
    public void A_path_style_request_is_one_operation(string method, string path, string query, S3Operation operation, string bucket, string key) =>
        Assert.Equal(new S3Request(operation, bucket, key), S3Request.Parse(method, Host, Host, path.Split('/'), Query(query)));

    [Theory]
    [InlineData("", S3Operation.CopyObject)]
    [InlineData("partNumber=1&uploadId=2", S3Operation.UploadPartCopy)]
    [InlineData("tagging=", S3Operation.PutObjectTagging)]
    public void A_source_to_copy_makes_a_copy_of_an_upload(string query, S3Operation operation) =>
        Assert.Equal(operation, S3Request.Parse("PUT", Host, Host, ["", "risk", "a"], Query(query), copies: true).Operation);

    [Theory]
    [InlineData("risk.s3.exchange.example", "/", S3Operation.ListObjects, "risk", "")]
    [InlineData("RISK.S3.exchange.example", "/a/b", S3Operation.GetObject, "risk", "a/b")]
    [InlineData("s3.exchange.example", "/risk/a", S3Operation.GetObject, "risk", "a")]
    [InlineData("risk.other.example", "/esg/a", S3Operation.GetObject, "esg", "a")]
    [InlineData("evils3.exchange.example", "/esg/a", S3Operation.GetObject, "esg", "a")]
    public void The_bucket_may_stand_in_the_host(string host, string path, S3Operation operation, string bucket, string key) =>
        Assert.Equal(new S3Request(operation, bucket, key), S3Request.Parse("GET", host, Host, path.Split('/'), Query("")));

    [Fact]
    public void Without_a_public_host_only_path_style_is_served() => Assert.Equal(
        new S3Request(S3Operation.GetObject, "esg", "a"), S3Request.Parse("GET", "risk.s3.exchange.example", null, ["", "esg", "a"], Query("")));

    [Fact]
    public void A_slash_within_a_segment_divides_no_bucket_from_its_key() => Assert.Equal(
        new S3Request(S3Operation.GetObject, "esg/a", "b/c/d"), S3Request.Parse("GET", Host, Host, ["", "esg/a", "b/c", "d"], Query("")));

    internal static Parameters Query(string text)
    {
        Assert.True(FormFields.TryParse(text, out var fields));
        Assert.True(Parameters.TryCreate(fields, out var parameters));
        return parameters;
    }
}
