using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text.Json;
using Bourse.Cli.Clients;
using Bourse.Cli.Tests.Crashes;

namespace Bourse.Cli.Tests.Nodes;

/// <summary>
/// Two nodes over one PostgreSQL behind one HAProxy. They share tables and projections by links, as by a network's file system; each has its own copy of
/// the key ring. Node B reaches the
/// database over a network that can be cut, with a password. Two clients have agreements: CTR-1 sees all, CTR-2 not the column secret.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class TwoNodes : IAsyncDisposable
{
    private const string Table = "/iceberg/v1/bourse/namespaces/my-product/tables/my_product";
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };
    private readonly List<IDisposable> _owned = [];
    private readonly Uri[] _addresses = [.. FreePorts(3).Select(port => new Uri($"http://127.0.0.1:{port}"))];

    private TwoNodes() => _owned.Add(_http);

    public string DataA => _folder.File("a");

    public string DataB => _folder.File("b");

    public ServingNode A { get; private set; } = null!;

    public ServingNode B { get; private set; } = null!;

    public TcpRelay Network { get; private set; } = null!;

    public CrashScenario Exchange { get; private set; } = null!;

    public PostgresServer Server { get; private set; } = null!;

    public string Database { get; private set; } = "";

    /// <summary>What clients call the exchange.</summary>
    public Uri Address => _addresses[2];

    /// <summary>The clients of CTR-1 and CTR-2.</summary>
    public ClientCredential[] Clients { get; private set; } = [];

    public static async Task<TwoNodes> StartAsync()
    {
        var nodes = new TwoNodes();
        try
        {
            nodes.Server = await PostgresServer.SharedAsync();
            nodes.Database = await nodes.Server.CreateDatabaseAsync();
            await nodes.Server.ExecuteAsync(nodes.Database, "CREATE EXTENSION amcheck");
            nodes._owned.Add(nodes.Network = new TcpRelay(nodes.Server.Port));
            await nodes.MakeFoldersAsync();
            nodes._owned.Add(nodes.A = await ServingNode.StartAsync(nodes.DataA, nodes._addresses[0]));
            nodes._owned.Add(nodes.B = await ServingNode.StartAsync(nodes.DataB, nodes._addresses[1]));
            nodes._owned.Add(new LoadBalancer(nodes._folder.File("haproxy.cfg"), nodes.Address.Port, nodes.A.Address, nodes.B.Address));
            await nodes.UntilServedAsync();
            nodes.Clients = [await nodes.ActivateAsync("CTR-1"), await nodes.ActivateAsync("CTR-2")];
            return nodes;
        }
        catch
        {
            // The processes that were started must not outlive the test.
            await nodes.DisposeAsync();
            throw;
        }
    }

    /// <summary>A token, from whichever node the balancer asks; null when it was not given.</summary>
    public async Task<string?> TokenAsync(ClientCredential client)
    {
        using var form = new FormUrlEncodedContent([
            new("grant_type", "client_credentials"), new("client_id", client.Id), new("client_secret", client.Secret.Reveal())]);
        try
        {
            using var answer = await _http.PostAsync(new Uri(Address, "/oauth/token"), form);
            return answer.IsSuccessStatusCode ? (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString() : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>What a node says of the table to a client.</summary>
    public async Task<(int Status, string Body)> TableAsync(Uri node, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(node, Table)) { Headers = { { "Authorization", $"Bearer {token}" } } };
        using var answer = await _http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _owned.Reverse();
        foreach (var owned in _owned)
            owned.Dispose();
        Exchange?.Dispose();
        _folder.Dispose();
        await Task.CompletedTask;
    }

    private async Task MakeFoldersAsync()
    {
        var password = _folder.Write("password", PostgresServer.Password);
        File.SetUnixFileMode(password, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        WriteOptions(DataA, _addresses[0], new { host = Server.Folder, port = Server.Port, database = Database, user = "bourse" });
        Exchange = await CrashScenario.SecondRevisionAsync(DataA);
        Assert.False(File.Exists(Path.Combine(DataA, "metastore.db")));
        WriteOptions(DataB, _addresses[1], new { host = "127.0.0.1", port = Network.Port, database = Database, user = "bourse", passwordFile = password });
        File.Copy(Path.Combine(DataA, "keys.json"), Path.Combine(DataB, "keys.json"));
        foreach (var shared in new[] { "lakehouse", "projections" })
            Directory.CreateSymbolicLink(Path.Combine(DataB, shared), Path.Combine(DataA, shared));
    }

    private void WriteOptions(string data, Uri address, object postgresql)
    {
        Directory.CreateDirectory(data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(Path.Combine(data, "bourse.json"), JsonSerializer.Serialize(new
        {
            provider = new { account = "111111111111", name = "Meridian", contact = "data@meridian.example" },
            listeners = new
            {
                open = new { address = address.Authority, publicAddress = Address.GetLeftPart(UriPartial.Authority) },
                aws = new { address = "127.0.0.1:0" },
            },
            trustedProxies = new[] { "127.0.0.1/32" },
            metastore = new { postgresql },
        }));
    }

    private async Task UntilServedAsync()
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(TimeSpan.FromMilliseconds(50)))
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), "HAProxy serves nothing");
            try
            {
                using var answer = await _http.GetAsync(new Uri(Address, "/readyz"));
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // It is not listening yet.
            }
        }
    }

    private async Task<ClientCredential> ActivateAsync(string number) =>
        await Activation.WithSecretAsync(await File.ReadAllTextAsync(Path.Combine(DataA, "welcome", number + ".eml")));

    // All are held until the last is known, so that they differ.
    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }
}
