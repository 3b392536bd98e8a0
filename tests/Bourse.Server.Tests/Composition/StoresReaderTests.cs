using Bourse.Server.Composition;
using Bourse.Storage;

namespace Bourse.Server.Tests.Composition;

public sealed class StoresReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bourse-stores-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_bucket_is_read_with_its_defaults_and_stores_that_are_not_named_stay_local()
    {
        var options = Parse("""{"lakehouse": {"bucket": "meridian", "region": "eu-central-1"}}""");

        Assert.Equal(new RemoteStore { Bucket = "meridian", Region = "eu-central-1", CacheBytesMax = 20L << 30 }, options.Lakehouse);
        Assert.Null(options.Projections);
    }

    [Fact]
    public void Everything_that_can_be_written_is_read()
    {
        var file = CredentialsFile("[bourse]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = very-secret\n", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var options = Parse(
            $$"""
            {"projections": {"bucket": "b.1", "prefix": "a/b", "endpoint": "https://s3.example.com:9000", "region": "r-1", "pathStyle": true,
                             "credentialsFile": "{{file}}", "profile": "bourse", "singleWriter": true, "cacheGibibytes": 3} }
            """);

        var expected = new RemoteStore
        {
            Bucket = "b.1", Prefix = ObjectKey.Parse("a/b"), Endpoint = new Uri("https://s3.example.com:9000"), Region = "r-1", PathStyle = true,
            CredentialsFile = file, Profile = "bourse", SingleWriter = true, CacheBytesMax = 3L << 30,
        };
        Assert.Equal(expected, options.Projections);
        Assert.DoesNotContain("secret", options.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Every_mistake_is_reported_at_once_by_its_key_and_none_shows_a_secret()
    {
        var open = CredentialsFile("[default]\naws_access_key_id = x\naws_secret_access_key = very-secret\n", UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var refused = Assert.Throws<BourseOptionsException>(() => Parse(
            $$"""
            {"lakehouse": {"bucket": "A", "prefix": "/x", "region": "EU", "endpoint": "http://s3.example.com", "cacheGibibytes": 0, "secretAccessKey": "s"},
             "projections": {"endpoint": "https://u:p@h/x", "credentialsFile": "{{open}}"}, "other": {} }
            """));

        Assert.Equal(
            ["stores.lakehouse.bucket", "stores.lakehouse.cacheGibibytes", "stores.lakehouse.endpoint", "stores.lakehouse.prefix", "stores.lakehouse.region",
                "stores.lakehouse.secretAccessKey", "stores.other", "stores.projections.bucket", "stores.projections.credentialsFile", "stores.projections.endpoint",
                "stores.projections.region"],
            refused.Mistakes.Select(mistake => mistake.Split(':')[0]).Order(StringComparer.Ordinal));
        Assert.Contains($"stores.projections.credentialsFile: '{open}' may be used by others than its owner; change its mode to 0600.", refused.Mistakes);
        Assert.Contains("stores.lakehouse.endpoint: must be https; data crosses the network in clear otherwise.", refused.Mistakes);
        Assert.DoesNotContain("very-secret", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"prefix\": \"a\"", "\"prefix\": \"a\"", true)]
    [InlineData("\"pathStyle\": true", "\"prefix\": \"a\"", true)]
    [InlineData("\"prefix\": \"a/b\"", "\"prefix\": \"a\"", true)]
    [InlineData("\"prefix\": \"ab\"", "\"prefix\": \"a\"", false)]
    public void Two_stores_never_share_a_place(string lakehouse, string projections, bool refused)
    {
        const string Place = "\"bucket\": \"same\", \"region\": \"r\"";
        var text = $$"""{"lakehouse": { {{Place}}, {{lakehouse}} }, "projections": { {{Place}}, {{projections}} } }""";
        if (!refused)
        {
            Assert.NotNull(Parse(text).Projections);
            return;
        }
        Assert.Equal(
            ["stores.projections: must not overlap with the lakehouse; give each a bucket or a prefix of its own."],
            Assert.Throws<BourseOptionsException>(() => Parse(text)).Mistakes);
    }

    private string CredentialsFile(string text, UnixFileMode mode)
    {
        var file = Path.Combine(_folder, "credentials");
        File.WriteAllText(file, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, mode);
        return file;
    }

    private static BourseOptions Parse(string stores) => BourseOptionsFile.Parse(
        $$"""{"provider": {"account": "111111111111", "name": "Meridian", "contact": "data@meridian.example"}, "stores": {{stores}} }""", "bourse.json");
}
