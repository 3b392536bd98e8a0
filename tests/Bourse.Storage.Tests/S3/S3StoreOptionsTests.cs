using Amazon.Runtime;
using Bourse.Storage.S3;

namespace Bourse.Storage.Tests.S3;

public sealed class S3StoreOptionsTests
{
    [Fact]
    public void Options_report_all_mistakes_and_print_no_secret()
    {
        var options = new S3StoreOptions
        {
            Name = "Bad Name", Bucket = "a/b", Region = "", Endpoint = new Uri("ftp://x"), Credentials = new BasicAWSCredentials("the-id", "the-secret"),
            LocalFolder = "/x", PartBytes = 1,
        };
        Assert.Equal(["Name", "Bucket", "Endpoint", "Region", "PartBytes"], options.Mistakes().Select(m => m.Split(' ')[0]));
        Assert.DoesNotContain("the-", options.ToString(), StringComparison.Ordinal);
    }
}
