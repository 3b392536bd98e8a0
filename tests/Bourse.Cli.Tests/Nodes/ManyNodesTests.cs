using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Bourse.Cli.Tests.Crashes;
using Npgsql;

namespace Bourse.Cli.Tests.Nodes;

/// <summary>Two nodes are one exchange: what one decides the other holds, and what one acknowledged outlives it.</summary>
[Trait("Runs", "measured")]
[UnsupportedOSPlatform("windows")]
public sealed partial class ManyNodesTests
{
    private static readonly TimeSpan s_allowed = TimeSpan.FromSeconds(1);

    [ManyNodesFact]
    public async Task Two_nodes_over_one_database_are_one_exchange()
    {
        await using var nodes = await TwoNodes.StartAsync();
        await BothServeTheSameAsync(nodes);
        await OnePieceIsKeptOfTwoAsync(nodes);
        await RevocationHoldsEverywhereAsync(nodes);
        await TheDatabaseCutOffClosesANodeAndNoOtherAsync(nodes);
        var acknowledged = await AKilledNodeLosesNothingAsync(nodes);
        await TheAuditLogIsWholeAsync(nodes, acknowledged);
    }

    private static async Task BothServeTheSameAsync(TwoNodes nodes)
    {
        var token = await nodes.TokenAsync(nodes.Clients[0]);
        var (a, b) = (await nodes.TableAsync(nodes.A.Address, token!), await nodes.TableAsync(nodes.B.Address, token!));
        Assert.Equal(200, a.Status);
        Assert.Equal((b.Status, Metadata().Match(b.Body).Value), (a.Status, Metadata().Match(a.Body).Value));
    }

    // Two clients with the same rules get their agreements at once, one on each node: both are served, and each piece is one object of the two that were built.
    private static async Task OnePieceIsKeptOfTwoAsync(TwoNodes nodes)
    {
        var applied = await Task.WhenAll(
            ApplyAsync(nodes.DataA, "CTR-3", "444444444444"), ApplyAsync(nodes.DataB, "CTR-4", "555555555555"));

        Assert.All(applied, run => Assert.True(run.ExitCode == ExitCode.Ok, run.Words));
        await using var connection = new NpgsqlConnection(nodes.Server.ConnectionString(nodes.Database));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            SELECT count(DISTINCT o.object_key) - count(DISTINCT o.sha256) FROM projection_objects o JOIN projection_chains c ON c.uuid = o.chain_uuid
             WHERE c.agreement IN ('CTR-3', 'CTR-4') AND o.name LIKE '%.parquet'
            """,
            connection);
        Assert.Equal(0L, await command.ExecuteScalarAsync());

        static Task<(int ExitCode, string Output, string Words)> ApplyAsync(string data, string number, string account)
        {
            var file = Path.Combine(data, number + ".json");
            File.WriteAllText(file, CrashScenario.Agreement(number, account, "\"my_product.name\""));
            return Task.Run(() => Cli.RunAsync("agreements", "apply", file, "--data", data));
        }
    }

    private static async Task RevocationHoldsEverywhereAsync(TwoNodes nodes)
    {
        var (suspended, other) = ((await nodes.TokenAsync(nodes.Clients[1]))!, (await nodes.TokenAsync(nodes.Clients[0]))!);
        Assert.Equal(200, (await nodes.TableAsync(nodes.B.Address, suspended)).Status);

        // The command commits in its last moments; what follows is what a client notices.
        Assert.Equal(ExitCode.Ok, (await Cli.RunAsync("agreements", "suspend", "CTR-2", "--reason", "the invoice is open", "--data", nodes.DataA)).ExitCode);
        var clock = Stopwatch.StartNew();
        foreach (var node in new[] { nodes.B.Address, nodes.A.Address, nodes.Address })
        {
            while ((await nodes.TableAsync(node, suspended)).Status == 200)
                Assert.True(clock.Elapsed < s_allowed, $"{node} still serves after {clock.Elapsed}");
        }
        Assert.Null(await nodes.TokenAsync(nodes.Clients[1]));
        Assert.Equal(200, (await nodes.TableAsync(nodes.B.Address, other)).Status);
    }

    private static async Task TheDatabaseCutOffClosesANodeAndNoOtherAsync(TwoNodes nodes)
    {
        var token = (await nodes.TokenAsync(nodes.Clients[0]))!;
        nodes.Network.Cut();
        var inFlight = nodes.TableAsync(nodes.B.Address, token);
        // No time is a promise before the lease has run out, and from then on no request waits: it is refused without asking the database.
        await Task.Delay(s_allowed);
        var clock = Stopwatch.StartNew();
        Assert.Equal(503, (await nodes.TableAsync(nodes.B.Address, token)).Status);
        Assert.True(clock.Elapsed < s_allowed, $"refused only after {clock.Elapsed}");
        // Clients are asked of the other node once the balancer knows, and are served all the time by that one.
        Assert.Equal(200, (await nodes.TableAsync(nodes.A.Address, token)).Status);
        await UntilAsync(async () => (await nodes.TableAsync(nodes.Address, token)).Status == 200, TimeSpan.FromSeconds(5));

        // What was under way when the network went is answered, too.
        Assert.Contains((await inFlight).Status, (int[])[200, 503]);

        nodes.Network.Mend();
        await UntilAsync(async () => (await nodes.TableAsync(nodes.B.Address, token)).Status == 200, TimeSpan.FromSeconds(15));
    }

    // Each token that is given is a record of the log, durable before the answer.
    private static async Task<int> AKilledNodeLosesNothingAsync(TwoNodes nodes)
    {
        using var stopping = new CancellationTokenSource();
        var given = 0;
        var clients = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stopping.IsCancellationRequested)
            {
                if (await nodes.TokenAsync(nodes.Clients[0]) is not null)
                    Interlocked.Increment(ref given);
            }
        })).ToList();
        await UntilAsync(() => Task.FromResult(Volatile.Read(ref given) >= 50), TimeSpan.FromSeconds(30));

        await nodes.A.KillAsync();
        var before = Volatile.Read(ref given);
        await UntilAsync(() => Task.FromResult(Volatile.Read(ref given) >= before + 50), TimeSpan.FromSeconds(30));

        await stopping.CancelAsync();
        await Task.WhenAll(clients);
        return given;
    }

    private static async Task TheAuditLogIsWholeAsync(TwoNodes nodes, int acknowledged)
    {
        var verified = await Cli.RunAsync("audit", "verify", "--data", nodes.DataB);
        Assert.True(verified.ExitCode == ExitCode.Ok, verified.Words);
        Assert.Contains("verified: ", verified.Output, StringComparison.Ordinal);
        var listed = await Cli.RunAsync(
            "audit", "list", "--account", "222222222222", "--decision", "allow", "--last", "100000",
            "--format", "csv", "--data", nodes.DataB);
        Assert.True(listed.ExitCode == ExitCode.Ok, listed.Words);
        var tokens = listed.Output.Split('\n').Count(line => line.Contains("token", StringComparison.Ordinal));
        Assert.True(tokens >= acknowledged, $"{acknowledged} tokens were given, and {tokens} are in the log");
    }

    private static async Task UntilAsync(Func<Task<bool>> holds, TimeSpan allowed)
    {
        for (var clock = Stopwatch.StartNew(); !await holds(); await Task.Delay(TimeSpan.FromMilliseconds(20)))
            Assert.True(clock.Elapsed < allowed, $"not within {allowed}");
    }

    [GeneratedRegex("\"metadata-location\":\"[^\"]+\"", RegexOptions.CultureInvariant)]
    private static partial Regex Metadata();
}
