using System.Net;
using System.Text.Json;
using Bourse.Access.Auditing;
using Bourse.Access.Authorization;
using Bourse.Cli.Clients;
using Bourse.Cli.Demo;
using Bourse.Cli.Tests.Crashes;
using Bourse.Exchange.Agreements;
using Bourse.Server.Composition;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bourse.Cli.Tests.Doctor;

/// <summary>The doctor on the side of a client that sees every row and no column <c>secret</c>, against a running exchange.</summary>
public sealed class DoctorAsClientTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private (int Open, int Aws) _ports = (DemoPorts.Free(), DemoPorts.Free());
    private CrashScenario _scenario = null!;
    private BourseNode _node = null!;
    private string _credential = "";

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
        _credential = _folder.File("credential");
        (await Activation.WithSecretAsync(await File.ReadAllTextAsync(Path.Combine(folder.Welcome, "CTR-2.eml")))).Write(_credential);
    }

    public async Task DisposeAsync()
    {
        await _node.DisposeAsync();
        _scenario.Dispose();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Sees_the_database_lists_the_bucket_and_counts_the_rows_itself()
    {
        var (exitCode, checks) = await ExamineAsync();

        Assert.Equal(ExitCode.Ok, exitCode);
        Assert.Equal(
            [
                ("get a token", "pass", "as client 333333333333.client", ""), ("see the database", "pass", "my-product", ""),
                ("get session keys", "pass", "as arn:aws:iam::333333333333:role/client", ""),
            ],
            checks[..3]);
        Assert.Matches("^[1-9][0-9]* objects$", checks[3].Found);
        Assert.Equal(("list the bucket my-product", "pass", ""), (checks[3].Check, checks[3].State, checks[3].ToDo));
        Assert.Equal([("count rows of my-product.my_product", "pass", "3 rows, every one read from 1 file", "")], checks[4..]);
        // The download is metered like any client's: the file's bytes did leave by keys that came with the table.
        await _node.IntegrateAuditAsync(default);
        var usage = (await _node.Exchange.AuditQuery.ListAsync(new AuditFilter())).Rows.Select(row => row.Record.Entry);
        Assert.Contains(usage, entry => entry is { Kind: AuditKind.Usage, Protocol: "s3" } && entry.Resource.Contains("/data/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Data_that_the_storage_does_not_give_fails_the_count_although_the_metadata_is_whole()
    {
        // The store holds its lock file, so that one cannot be looked into.
        var pieces = Directory.EnumerateFiles(_node.Folder.Projections, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "lock" && IsParquet(file)).ToList();
        Assert.NotEmpty(pieces);
        foreach (var piece in pieces)
            File.Delete(piece);

        var (exitCode, checks) = await ExamineAsync();

        Assert.Equal(ExitCode.Failed, exitCode);
        var (check, state, found, toDo) = checks[^1];
        Assert.Equal(("count rows of my-product.my_product", "fail"), (check, state));
        Assert.StartsWith("HTTP 5", found, StringComparison.Ordinal);
        Assert.Equal("The exchange cannot give it; tell the provider what was found here.", toDo);
    }

    [Fact]
    public async Task A_suspended_client_is_told_to_ask_the_provider_and_not_that_its_secret_is_wrong()
    {
        Assert.IsType<StateOutcome.Changed>(
            await _node.Exchange.AgreementDesk.SuspendAsync(AgreementId.Parse("CTR-2"), "Payment is ninety days late.", "tester", default));
        await _node.Access.Policy.RefreshAsync();

        var (exitCode, checks) = await ExamineAsync();

        Assert.Equal(ExitCode.NotAuthorised, exitCode);
        var (check, state, found, toDo) = Assert.Single(checks);
        Assert.Equal(("get a token", "fail", "HTTP 401"), (check, state, found));
        Assert.StartsWith("Access is refused; ask the provider whether the agreement is active.", toDo, StringComparison.Ordinal);
        Assert.DoesNotContain("ninety", toDo, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("suspend", toDo, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_client_whose_credentials_are_revoked_is_refused_with_what_it_had_and_a_new_link_sets_it_up_again()
    {
        using var exchange = new ExchangeHttp(
            new ExchangeAddresses(
                new Uri($"http://127.0.0.1:{_ports.Open}/iceberg"), new Uri($"http://127.0.0.1:{_ports.Open}/oauth/token"),
                new Uri($"http://127.0.0.1:{_ports.Aws}"), "us-east-1", "bourse"),
            TimeProvider.System);
        var (_, token) = await exchange.TokenAsync(ClientCredential.Read(_credential), default);
        Assert.Equal(HttpStatusCode.OK, (await exchange.GetAsync(exchange.Addresses.Tables("namespaces"), token!, default)).StatusCode);

        var (revoked, _, words) = await Cli.RunAsync(
            "accounts", "revoke", "333333333333", "--reason", "A secret was found in a public repository.", "--data", _node.Folder.Root);
        await _node.Access.Policy.RefreshAsync();

        Assert.Equal((ExitCode.Ok, "Ended for 333333333333: 1 client secrets, 0 public keys, 0 activation links, "),
            (revoked, words[..words.IndexOf("and every", StringComparison.Ordinal)]));
        Assert.Equal(HttpStatusCode.Unauthorized, (await exchange.GetAsync(exchange.Addresses.Tables("namespaces"), token!, default)).StatusCode);
        Assert.Equal(ExitCode.NotAuthorised, (await ExamineAsync()).ExitCode);
        await _node.IntegrateAuditAsync(default);
        var record = Assert.Single((await _node.Exchange.AuditQuery.ListAsync(new AuditFilter())).Rows, row => row.Record.Entry.Action == AuditAction.RevokeCredentials);
        Assert.Equal(("333333333333", "A secret was found in a public repository."), (record.Record.Entry.Resource, record.Record.Entry.Reason));

        var again = Assert.IsType<WelcomeOutcome.Written>(await _node.Exchange.Onboarding.WelcomeAgainAsync(AgreementId.Parse("CTR-2"), "tester", default));
        (await Activation.WithSecretAsync(await File.ReadAllTextAsync(again.Delivery.File))).Write(_credential);
        Assert.Equal(ExitCode.Ok, (await ExamineAsync()).ExitCode);
    }

    [Fact]
    public async Task A_wrong_warehouse_is_named()
    {
        var (exitCode, checks) = await ExamineAsync("--warehouse", "elsewhere");

        Assert.Equal((ExitCode.Failed, "see the database", "fail"), (exitCode, checks[^1].Check, checks[^1].State));
        Assert.EndsWith("or elsewhere not its warehouse; take both from the welcome message.", checks[^1].ToDo, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_another_listener_is_named()
    {
        _ports.Aws = _ports.Open;

        var (exitCode, checks) = await ExamineAsync();

        Assert.Equal((ExitCode.Failed, "get session keys", "fail"), (exitCode, checks[^1].Check, checks[^1].State));
        Assert.Equal($"http://127.0.0.1:{_ports.Open}/ is not the endpoint of S3 and STS; take it from the welcome message.", checks[^1].ToDo);
    }

    [Fact]
    public async Task A_catalogue_that_is_another_listener_is_named_and_not_taken_for_a_refusal()
    {
        var (exitCode, checks) = await ExamineWithCatalogAsync(_ports.Aws);

        Assert.Equal((ExitCode.Failed, "see the database", "fail"), (exitCode, checks[^1].Check, checks[^1].State));
        Assert.StartsWith($"http://127.0.0.1:{_ports.Aws}/iceberg is not the catalogue, or ", checks[^1].ToDo, StringComparison.Ordinal);
    }

    private Task<(int ExitCode, (string Check, string State, string Found, string ToDo)[] Checks)> ExamineAsync(params string[] more) =>
        ExamineWithCatalogAsync(_ports.Open, more);

    private async Task<(int ExitCode, (string Check, string State, string Found, string ToDo)[] Checks)> ExamineWithCatalogAsync(int catalog, params string[] more)
    {
        var (exitCode, output, _) = await Cli.RunAsync(
        [
            "doctor", "--as-client", "--format", "json", "--catalog", $"http://127.0.0.1:{catalog}/iceberg",
            "--token-url", $"http://127.0.0.1:{_ports.Open}/oauth/token", "--storage", $"http://127.0.0.1:{_ports.Aws}", "--credential", _credential, .. more,
        ]);
        using var rows = JsonDocument.Parse(output);
        return (exitCode, [.. rows.RootElement.EnumerateArray().Select(row => (Text(row, "check"), Text(row, "state"), Text(row, "found"), Text(row, "what_to_do")))]);
    }

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    private static bool IsParquet(string file)
    {
        using var stream = File.OpenRead(file);
        Span<byte> magic = stackalloc byte[4];
        return stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && magic.SequenceEqual("PAR1"u8);
    }
}
