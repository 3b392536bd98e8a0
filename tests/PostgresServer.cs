using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Bourse.Tests;

/// <summary>
/// A PostgreSQL of this test process, from the system's package, in a temporary folder: started by the first test that asks, ended with the process,
/// however that ends. The
/// superuser is <c>bourse</c>: without a password over the Unix socket, with <see cref="Password"/> over 127.0.0.1.
/// </summary>
internal sealed class PostgresServer
{
    /// <summary>The role's password, where one is asked for.</summary>
    public const string Password = "correct horse, battery";
    private const string User = "bourse";
    private static readonly string? s_programs = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).LastOrDefault() + "/bin/"
        : null;

    private static readonly Lazy<Task<PostgresServer>> s_shared = new(() => StartAsync(isDurable: false));
    private int _databases;

    private PostgresServer(string folder, int port) => (Folder, Port) = (folder, port);

    /// <summary>Why tests that need it are skipped; null when they run.</summary>
    public static string? SkipReason { get; } = Requirement.SkipUnless(
        s_programs is not null, Requirement.Clients, "PostgreSQL is not installed: apt-get install postgresql");

    /// <summary>The folder of the Unix socket, of the data and of the log.</summary>
    public string Folder { get; }

    /// <summary>The port, also on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The process's server.</summary>
    public static Task<PostgresServer> SharedAsync() => s_shared.Value;

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its name.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"t{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync("postgres", $"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'");
        return name;
    }

    /// <summary>Runs a statement as the superuser.</summary>
    public async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>How a client of the socket connects.</summary>
    public string ConnectionString(string database) =>
        string.Create(CultureInfo.InvariantCulture, $"Host={Folder};Port={Port};Database={database};Username={User};Pooling=false");

    /// <summary>Starts a server that ends with the process.</summary>
    /// <param name="isDurable">Whether it flushes what it acknowledges; tests pull no plug.</param>
    public static async Task<PostgresServer> StartAsync(bool isDurable)
    {
        var folder = Directory.CreateTempSubdirectory("bourse-pg-").FullName;
        var server = new PostgresServer(folder, FreePort());
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = "/" };
        var port = server.Port.ToString(CultureInfo.InvariantCulture);
        foreach (var argument in new[] { "-c", Script, "sh", s_programs!, folder, port, Password, isDurable ? "on" : "off" })
            start.ArgumentList.Add(argument);
        // Its input is a pipe that nobody writes to: it ends with this process.
        var process = Process.Start(start)!;
        if (await process.StandardOutput.ReadLineAsync() != "ready")
            throw new InvalidOperationException($"PostgreSQL did not start: {await process.StandardOutput.ReadToEndAsync()}");
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            process.StandardInput.Close();
            process.WaitForExit(TimeSpan.FromSeconds(5));
        };
        return server;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // PostgreSQL refuses to run as root; its package made it a user.
    private const string Script = """
        bin=$1; dir=$2; port=$3; password=$4; flush=$5; as=
        if [ "$(id -u)" = 0 ]; then chown postgres "$dir"; as="setpriv --reuid=postgres --regid=postgres --init-groups"; fi
        chmod 755 "$dir"; printf %s "$password" >"$dir/password"
        [ -z "$as" ] || chown postgres "$dir/password"
        $as "$bin/initdb" -D "$dir/data" -U bourse --pwfile="$dir/password" --auth-local=trust --auth-host=scram-sha-256 -E UTF8 \
            --no-locale -N >"$dir/log" 2>&1 || { cat "$dir/log"; exit 1; }
        $as "$bin/postgres" -D "$dir/data" -p "$port" -k "$dir" -c listen_addresses=127.0.0.1 -c fsync=$flush -c full_page_writes=$flush -c max_connections=200 \
            -c shared_buffers=64MB -c max_wal_size=256MB >>"$dir/log" 2>&1 </dev/null &
        server=$!
        tries=0
        until "$bin/pg_isready" -q -h "$dir" -p "$port"; do
            tries=$((tries + 1)); [ $tries -lt 300 ] && kill -0 $server 2>/dev/null || { cat "$dir/log"; exit 1; }
            sleep 0.05
        done
        echo ready
        cat >/dev/null
        kill -QUIT $server; wait $server; rm -rf "$dir"
        """;
}
