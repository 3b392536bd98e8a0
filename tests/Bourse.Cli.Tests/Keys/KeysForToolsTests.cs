using System.Globalization;
using System.Net;
using System.Text.Json;
using Bourse.Access.Keys;
using Bourse.Access.Signing;
using Bourse.Cli.Clients;
using Bourse.Cli.Demo;
using Bourse.Cli.Tests.Crashes;
using Bourse.Server.Composition;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bourse.Cli.Tests.Keys;

/// <summary>What the command line gives to S3 tools: access keys, and session keys by <c>credential_process</c>, each tried on a running exchange.</summary>
public sealed class KeysForToolsTests : IAsyncLifetime, IDisposable
{
    private const string Account = "333333333333";
    private readonly TemporaryFolder _folder = new();
    private readonly (int Open, int Aws) _ports = (DemoPorts.Free(), DemoPorts.Free());
    private CrashScenario _scenario = null!;
    private BourseNode _node = null!;
    private ExchangeHttp _http = null!;

    public async Task InitializeAsync()
    {
        var data = Directory.CreateDirectory(_folder.File("data")).FullName;
        _folder.Write("data/bourse.json", JsonSerializer.Serialize(new
        {
            provider = new { account = "111111111111", name = "Meridian", contact = "data@meridian.example" },
            listeners = new { open = new { address = $"127.0.0.1:{_ports.Open}" }, aws = new { address = $"127.0.0.1:{_ports.Aws}" } },
        }));
        _scenario = await CrashScenario.SecondRevisionAsync(data);
        var folder = new DataFolder(data);
        _node = await BourseNode.OpenAsync(folder, BourseOptionsFile.Read(folder), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        await _node.StartAsync(logging => logging.AddFilter((_, _) => false), CancellationToken.None);
        var open = new Uri($"http://127.0.0.1:{_ports.Open}");
        _http = new ExchangeHttp(new ExchangeAddresses(open, open, new Uri($"http://127.0.0.1:{_ports.Aws}"), "us-east-1", "bourse"), TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        await _node.DisposeAsync();
        _scenario.Dispose();
    }

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_access_key_opens_S3_without_a_token_and_nothing_else_until_it_is_revoked()
    {
        var (exitCode, output, words) = await RunAsync("keys", "create", "--account", Account, "--ttl", "90m", "--format", "json");
        Assert.Equal(ExitCode.Ok, exitCode);
        using var made = JsonDocument.Parse(output);
        var id = made.RootElement.GetProperty("access_key_id").GetString()!;
        Assert.Matches("^AKIA[A-Z2-7]{16}$", id);
        Assert.Contains($"'bourse keys revoke {id} --reason TEXT' ends it within a second.", words, StringComparison.Ordinal);
        var keys = new SigningCredentials(id, new SecretText(made.RootElement.GetProperty("secret_access_key").GetString()!), null);

        await _node.Access.Policy.RefreshAsync();
        Assert.Contains("<Name>my-product</Name>", await BodyAsync(keys, HttpStatusCode.OK), StringComparison.Ordinal);
        // What the other listener vends would outlive the key.
        using (var other = await _http.GetSignedAsync(_http.Addresses.Api("/v2/products"), "execute-api", keys, default))
            Assert.Equal(HttpStatusCode.Unauthorized, other.StatusCode);
        Assert.Contains("<Code>SignatureDoesNotMatch</Code>",
            await BodyAsync(keys with { Secret = new SecretText(new string('A', 40)) }, HttpStatusCode.Forbidden), StringComparison.Ordinal);
        Assert.Contains("<Code>InvalidToken</Code>", await BodyAsync(keys with { SessionToken = "x" }, HttpStatusCode.BadRequest), StringComparison.Ordinal);

        Assert.Equal(ExitCode.Ok, (await RunAsync("keys", "revoke", id, "--reason", "The tool it was made for is done.")).ExitCode);
        await _node.Access.Policy.RefreshAsync();
        Assert.Contains("<Code>InvalidAccessKeyId</Code>", await BodyAsync(keys, HttpStatusCode.Forbidden), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failed, (await RunAsync("keys", "revoke", id, "--reason", "The tool it was made for is done.")).ExitCode);

        using var listed = JsonDocument.Parse((await RunAsync("keys", "list", "--account", Account, "--format", "json")).Output);
        var key = Assert.Single(listed.RootElement.EnumerateArray());
        Assert.Equal((id, JsonValueKind.String), (key.GetProperty("access_key_id").GetString(), key.GetProperty("revoked_at").ValueKind));
        var ends = DateTimeOffset.Parse(key.GetProperty("expires_at").GetString()!, CultureInfo.InvariantCulture)
            - DateTimeOffset.Parse(key.GetProperty("created_at").GetString()!, CultureInfo.InvariantCulture);
        Assert.Equal(TimeSpan.FromMinutes(90), ends);

        var records = (await RunAsync("audit", "list", "--format", "csv")).Output;
        Assert.Contains($",allow,create-access-key,access-key/{id},", records, StringComparison.Ordinal);
        Assert.Contains("Exception to decision 8: a key that needs no session token, until ", records, StringComparison.Ordinal);
        Assert.Contains($",allow,revoke-access-key,access-key/{id},", records, StringComparison.Ordinal);
        Assert.Contains("The tool it was made for is done.", records, StringComparison.Ordinal);
        Assert.DoesNotContain(keys.Secret.Reveal(), records, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoking_an_account_ends_its_access_keys()
    {
        using var made = JsonDocument.Parse((await RunAsync("keys", "create", "--account", Account, "--format", "json")).Output);
        var keys = new SigningCredentials(
            made.RootElement.GetProperty("access_key_id").GetString()!, new SecretText(made.RootElement.GetProperty("secret_access_key").GetString()!), null);
        await _node.Access.Policy.RefreshAsync();
        await BodyAsync(keys, HttpStatusCode.OK);
        Assert.Equal(ExitCode.Ok, (await RunAsync("accounts", "revoke", Account, "--reason", "A secret was found in a repository.")).ExitCode);
        await _node.Access.Policy.RefreshAsync();
        Assert.Contains("<Code>ExpiredToken</Code>", await BodyAsync(keys, HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_has_five_access_keys_in_force_and_no_lifetime_is_longer_than_twelve_hours()
    {
        foreach (var ttl in new[] { "0h", "13h", "721m", "1d", "h", "-1h", "" })
            Assert.Equal(ExitCode.Usage, (await RunAsync("keys", "create", "--account", Account, "--ttl", ttl)).ExitCode);
        foreach (var ttl in new[] { "12h", "720m", "1m", "1h", "2h" })
            Assert.Equal(ExitCode.Ok, (await RunAsync("keys", "create", "--account", Account, "--ttl", ttl)).ExitCode);
        var (exitCode, output, words) = await RunAsync("keys", "create", "--account", Account);
        Assert.Equal(
            (ExitCode.Failed, "", $"bourse: The account {Account} has 5 access keys in force; let one end, or revoke one ('bourse keys list --account {Account}').\n"),
            (exitCode, output, words));
        Assert.Equal(ExitCode.Failed, (await RunAsync("keys", "create", "--account", "999999999999")).ExitCode);
    }

    [Fact]
    public async Task A_link_gives_a_sharing_profile_once_which_reads_until_it_is_replaced_and_revoked()
    {
        string[] profile = ["sharing", "profile"], mine = ["--account", Account];
        Assert.Equal(
            (ExitCode.Failed, "",
                $"bourse: The account {Account} has no profile in force; 'bourse sharing profile create --account {Account}' makes a link for its first.\n"),
            await RunAsync([.. profile, "rotate", .. mine]));
        Assert.Equal(ExitCode.Failed, (await RunAsync([.. profile, "create", "--account", "999999999999"])).ExitCode);
        var (exitCode, link, words) = await RunAsync([.. profile, "create", .. mine]);
        Assert.Equal((0, true), (exitCode, words.Contains("by Delta Sharing alone; 'bourse sharing profile revoke", StringComparison.Ordinal)));
        var first = await TakeProfileAsync(link, HttpStatusCode.OK);
        Assert.Equal(
            (1, $"http://127.0.0.1:{_ports.Open}/delta-sharing"),
            (first.GetProperty("shareCredentialsVersion").GetInt32(), first.GetProperty("endpoint").GetString()));
        await TakeProfileAsync(link, HttpStatusCode.Gone);
        Assert.Equal("""{"items":[{"name":"my-product"}]}""", await SharesAsync(first, HttpStatusCode.OK));

        // Another that takes its place, and no third beside the two.
        var second = await TakeProfileAsync((await RunAsync([.. profile, "rotate", .. mine])).Output, HttpStatusCode.OK);
        Assert.Equal(ExitCode.Failed, (await RunAsync([.. profile, "create", .. mine])).ExitCode);
        using var listed = JsonDocument.Parse((await RunAsync([.. profile, "list", .. mine, "--format", "json"])).Output);
        var lives = listed.RootElement.EnumerateArray().Select(token => Time(token, "expires_at") - Time(token, "created_at")).ToArray();
        Assert.InRange(lives[0], TimeSpan.FromDays(1), TimeSpan.FromDays(1) + TimeSpan.FromMinutes(5));
        Assert.InRange(lives[1], TimeSpan.FromDays(90) - TimeSpan.FromSeconds(1), TimeSpan.FromDays(90));
        await SharesAsync(first, HttpStatusCode.OK);

        var id = listed.RootElement[0].GetProperty("token_id").GetString()!;
        Assert.Equal(ExitCode.Ok, (await RunAsync([.. profile, "revoke", .. mine, "--token", id, "--reason", "The laptop it was on is lost."])).ExitCode);
        await SharesAsync(first, HttpStatusCode.Unauthorized);
        await SharesAsync(second, HttpStatusCode.OK);
        Assert.Equal(ExitCode.Ok, (await RunAsync([.. profile, "revoke", .. mine, "--reason", "The laptop it was on is lost."])).ExitCode);
        await SharesAsync(second, HttpStatusCode.Unauthorized);
        Assert.Equal(ExitCode.Failed, (await RunAsync([.. profile, "revoke", .. mine, "--reason", "The laptop it was on is lost."])).ExitCode);

        var records = (await RunAsync("audit", "list", "--format", "csv")).Output;
        Assert.All(
            [$",allow,issue-sharing-link,{Account},", $",allow,revoke-sharing-tokens,sharing-token/{id},", "a standing credential that reads by Delta Sharing alone"],
            (string one) => Assert.Contains(one, records, StringComparison.Ordinal));
        Assert.DoesNotContain(first.GetProperty("bearerToken").GetString()!, records + words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_account_is_made_once_and_recorded_and_reads_nothing_without_an_agreement()
    {
        string[] create = ["accounts", "create", "444444444444", "--name", "Pension Fund North", "--contact", "data@north.example"];
        Assert.Equal((ExitCode.Ok, "444444444444\n"), Outcome(await RunAsync(create)));
        Assert.Equal((ExitCode.Failed, ""), Outcome(await RunAsync(create)));
        Assert.Equal((ExitCode.Usage, ""), Outcome(await RunAsync([.. create[..2], "4444", .. create[3..]])));
        Assert.Equal((ExitCode.Usage, ""), Outcome(await RunAsync([.. create[..^1], "nobody"])));
        Assert.Contains(",allow,create-account,444444444444,", (await RunAsync("audit", "list", "--format", "csv")).Output, StringComparison.Ordinal);
        using var made = JsonDocument.Parse((await RunAsync("keys", "create", "--account", "444444444444", "--format", "json")).Output);
        var keys = new SigningCredentials(
            made.RootElement.GetProperty("access_key_id").GetString()!, new SecretText(made.RootElement.GetProperty("secret_access_key").GetString()!), null);
        await _node.Access.Policy.RefreshAsync();
        Assert.Contains("<Code>AccessDenied</Code>", await BodyAsync(keys, HttpStatusCode.Forbidden), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_credential_process_gives_session_keys_as_AWS_tools_read_them()
    {
        var file = _folder.File("credential");
        (await Activation.WithSecretAsync(await File.ReadAllTextAsync(Path.Combine(_node.Folder.Welcome, "CTR-2.eml")))).Write(file);
        string[] ask = ["credentials", "--token-url", $"http://127.0.0.1:{_ports.Open}/oauth/token", "--storage", $"http://127.0.0.1:{_ports.Aws}", "--credential", file];
        var (exitCode, output, words) = await Cli.RunAsync(ask);
        Assert.Equal((ExitCode.Ok, ""), (exitCode, words));
        using var document = JsonDocument.Parse(output);
        string Text(string name) => document.RootElement.GetProperty(name).GetString()!;
        Assert.Equal(1, document.RootElement.GetProperty("Version").GetInt32());
        Assert.Equal(["Version", "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"], document.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.InRange(DateTimeOffset.Parse(Text("Expiration"), CultureInfo.InvariantCulture) - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(50), TimeSpan.FromHours(1));
        await BodyAsync(new SigningCredentials(Text("AccessKeyId"), new SecretText(Text("SecretAccessKey")), Text("SessionToken")), HttpStatusCode.OK);

        Assert.Equal(ExitCode.Ok, (await RunAsync("accounts", "revoke", Account, "--reason", "A secret was found in a repository.")).ExitCode);
        await _node.Access.Policy.RefreshAsync();
        Assert.Equal((ExitCode.NotAuthorised, ""), Outcome(await Cli.RunAsync(ask)));
    }

    private static (int ExitCode, string Output) Outcome((int ExitCode, string Output, string Words) run) => (run.ExitCode, run.Output);

    private Task<(int ExitCode, string Output, string Words)> RunAsync(params string[] arguments) => Cli.RunAsync([.. arguments, "--data", _node.Folder.Root]);

    // As a browser does it: the form first, which uses nothing up.
    private static async Task<JsonElement> TakeProfileAsync(string link, HttpStatusCode expected)
    {
        using var http = new HttpClient();
        var page = new Uri(link.Trim());
        Assert.Contains("Download the profile", await http.GetStringAsync(page), StringComparison.Ordinal);
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("token", page.Query["?token=".Length..])]);
        using var answer = await http.PostAsync(new Uri(page, page.AbsolutePath), form);
        Assert.Equal(expected, answer.StatusCode);
        if (expected != HttpStatusCode.OK)
            return default;
        Assert.Equal("attachment; filename=\"config.share\"", answer.Content.Headers.ContentDisposition!.ToString());
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    private async Task<string> SharesAsync(JsonElement profile, HttpStatusCode expected)
    {
        await _node.Access.Policy.RefreshAsync();
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new("Bearer", profile.GetProperty("bearerToken").GetString()) } };
        using var answer = await http.GetAsync(new Uri(profile.GetProperty("endpoint").GetString() + "/shares"));
        Assert.Equal(expected, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private static DateTimeOffset Time(JsonElement row, string name) => DateTimeOffset.Parse(row.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    private async Task<string> BodyAsync(SigningCredentials keys, HttpStatusCode expected)
    {
        using var answer = await _http.GetSignedAsync(_http.Addresses.Storage, "s3", keys, default);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{answer.StatusCode}: {body}");
        return body;
    }
}
