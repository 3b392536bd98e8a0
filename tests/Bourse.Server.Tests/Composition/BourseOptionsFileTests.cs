using System.Net;
using Bourse.Server.Composition;

namespace Bourse.Server.Tests.Composition;

public sealed class BourseOptionsFileTests
{
    private const string Provider = "\"provider\": {\"account\": \"111111111111\", \"name\": \"Meridian\", \"contact\": "
        + "\"data@meridian.example\"}";

    [Fact]
    public void The_provider_is_all_that_must_be_written()
    {
        var options = Parse($"{{{Provider}}}");

        Assert.Equal(("111111111111", "Meridian", "data@meridian.example"),
            (options.Provider.Value, options.ProviderName, options.ProviderEmail));
        Assert.Equal(("http://127.0.0.1:8080", "http://127.0.0.1:9000"), (options.OpenAddress, options.AwsAddress));
        Assert.Equal(("us-east-1", "bourse", "bourse/111111111111"),
            (options.Server.Region, options.Server.Warehouse, options.AuditOrigin));
        Assert.Null(options.Smtp);
    }

    [Fact]
    public void Every_key_is_described()
    {
        // An unknown key in each section: the mistakes name those that there are.
        var mistakes = Assert.Throws<BourseOptionsException>(() => Parse(
            """
            {"?": 1, "provider": {"?": 1}, "listeners": {"?": 1, "open": {"?": 1}, "aws": {"?": 1}}, "webhooks": {"?": 1}, "fundNav": {"?": 1}, "smtp": {"?": 1},
             "stores": {"?": 1, "lakehouse": {"?": 1}}}
            """)).Mistakes;
        var pages = string.Concat(new[] { "configuration.md", "object-stores.md" }.Select(page => File.ReadAllText(Path.Combine(Repository.Root, "docs", page))));
        var sections = mistakes.Select(mistake => mistake.Split("?: is no key here; there are ")).Where(parts => parts.Length == 2).ToArray();
        Assert.Equal(10, sections.Length);
        foreach (var (section, keys) in sections.Select(parts => (parts[0], parts[1].TrimEnd('.').Split(", "))))
        {
            Assert.All(keys, key => Assert.True(
                pages.Contains($"`{section}{key}`", StringComparison.Ordinal) || pages.Contains($"`{section}{key}.", StringComparison.Ordinal)
                || (section == "stores.lakehouse." && pages.Contains($"\"{key}\":", StringComparison.Ordinal)) || (section.Length == 0 && key == "stores"),
                $"{section}{key}"));
        }
    }

    [Fact]
    public void Everything_that_can_be_written_is_read()
    {
        var options = Parse(
            $$"""
            { {{Provider}}, "region": "eu-central-1", "warehouse": "lake", "trustedProxies": ["10.0.0.0/8"], "webhooks": {"allowedHosts": ["hooks.internal"]},
             "listeners": {"connectionsMax": 1000, "connectionsPerAddressMax": 100, "open": {"address": "127.0.0.1:81", "publicAddress": "https://data.example.com"}, "aws": {"address": "[::1]:91", "bucketHostSuffix": "s3.example.com"} },
             "fundNav": {"product": "navs", "table": "nav"}, "smtp": {"host": "mail.example.com", "port": 25, "requireTls": true} }
            """);

        Assert.Equal(("https://data.example.com", "http://[::1]:91"), (options.OpenAddress, options.AwsAddress));
        Assert.Equal(("eu-central-1", "lake", "s3.example.com"),
            (options.Server.Region, options.Server.Warehouse, options.Server.BucketHostSuffix));
        Assert.Equal([IPNetwork.Parse("10.0.0.0/8")], options.Server.TrustedProxies);
        Assert.Equal((1000, 100), (options.Server.Connections.Max, options.Server.Connections.PerAddressMax));
        Assert.Equal(["hooks.internal"], options.WebhookHosts);
        Assert.Equal(("navs", "nav"), (options.Server.FundNavProduct, options.Server.FundNavTable));
        Assert.Equal(new MailServer("mail.example.com", 25, true, null, null), options.Smtp);
    }

    [Fact]
    public void Every_mistake_is_named_by_its_key()
    {
        var refused = Assert.Throws<BourseOptionsException>(() => Parse(
            """
            {"provider": {"account": "123", "contact": "nobody", "nmae": "x"}, "region": "EU", "listeners": {"open": {"address": "0.0.0.0:80"}, "aws": {"address": "here"}},
             "smtp": {"port": "25", "host": "m", "user": "u"}, "webhooks": {"allowedHosts": [1]}, "trustedProxies": ["nowhere"], "colour": "blue"}
            """));

        var keys = refused.Mistakes.Select(mistake => mistake.Split(':')[0]);
        Assert.Equal(
            ["colour", "listeners.aws.address", "listeners.open", "provider.account", "provider.contact", "provider.name", "provider.nmae",
                "region", "smtp.port", "smtp.user", "trustedProxies", "webhooks.allowedHosts"],
            keys.Order(StringComparer.Ordinal));
        Assert.StartsWith("bourse.json has 12 mistakes:\n- ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is not JSON")]
    [InlineData("[]", "must be a JSON object in braces.")]
    [InlineData("{\"region\": \"a\", \"region\": \"b\"}", "is not JSON")]
    [InlineData("{}", "provider: is missing; give account, name and contact.")]
    public void What_is_no_configuration_is_refused(string text, string mistake)
    {
        var refused = Assert.Throws<BourseOptionsException>(() => Parse(text));
        Assert.StartsWith(mistake, refused.Mistakes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var folder = new DataFolder(Directory.CreateTempSubdirectory("bourse-options-").FullName);
        try
        {
            var options = Parse($"{{{Provider}, \"region\": \"eu-west-1\", \"webhooks\": {{\"allowedHosts\": [\"127.0.0.1\"]}}}}");

            BourseOptionsFile.Write(folder, options);

            var read = BourseOptionsFile.Read(folder);
            Assert.Equal((options.Provider, options.ProviderName, options.ProviderEmail),
                (read.Provider, read.ProviderName, read.ProviderEmail));
            Assert.Equal((options.Server.Region, options.Server.Open, options.Server.Aws),
                (read.Server.Region, read.Server.Open, read.Server.Aws));
            Assert.Equal(options.WebhookHosts, read.WebhookHosts);
        }
        finally
        {
            Directory.Delete(folder.Root, recursive: true);
        }
    }

    private static BourseOptions Parse(string text) => BourseOptionsFile.Parse(text, "bourse.json");
}
