using System.Globalization;
using System.Runtime.InteropServices;
using Bourse.Access.Auditing.Ed25519;
using Bourse.Cli.Demo.Processes;
using Bourse.DuckDb;
using Bourse.Metastore;
using Bourse.Metastore.Sqlite;
using Bourse.Server.Composition;

namespace Bourse.Cli.Doctor;

/// <summary>What an exchange needs of its machine.</summary>
internal static class MachineChecks
{
    private const long FreeBytesWarn = 5L << 30;
    private const long FreeBytesFail = 200L << 20;
    private const int NodeMajorMin = 20;

    /// <summary>Runs every check.</summary>
    public static async Task<IReadOnlyList<CheckResult>> RunAsync(string data, TimeProvider clock, CancellationToken cancellation)
    {
        var folder = new DataFolder(data);
        return
        [
            new(".NET", CheckState.Pass, RuntimeInformation.FrameworkDescription),
            Library("libduckdb", DuckDb, "Build again with npm on the path: the build fetches DuckDB's library."),
            await SqliteAsync(cancellation),
            Library("libcrypto", Crypto, "Install OpenSSL 3 (libssl3): the audit log is signed with it."),
            .. await ConfinementChecks.RunAsync(clock, cancellation),
            await NodeAsync(cancellation),
            await AwsAsync(cancellation),
            Options(folder),
            Rights(folder),
            Disk(folder),
            .. await PortChecks.RunAsync(folder, cancellation),
        ];
    }

    private static CheckResult Library(string name, Func<string> probe, string advice)
    {
        try
        {
            return new(name, CheckState.Pass, probe());
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or TypeInitializationException
            or DuckDbException or InvalidOperationException)
        {
            return new(name, CheckState.Fail, e.Message.Split('\n')[0], advice);
        }
    }

    private static string DuckDb()
    {
        using var database = DuckDbDatabase.Open(new DuckDbOptions());
        using var connection = database.Connect();
        return connection.QuerySingle<string>("SELECT version()")!;
    }

    private static string Crypto()
    {
        using var key = new Ed25519PrivateKey(new byte[Ed25519PrivateKey.SeedBytes]);
        return key.Sign("x"u8).Length == Ed25519PublicKey.SignatureBytes ? "signs with Ed25519"
            : throw new InvalidOperationException("It does not sign.");
    }

    private static async Task<CheckResult> SqliteAsync(CancellationToken cancellation)
    {
        var file = Path.Combine(Path.GetTempPath(), $"bourse-doctor-{Environment.ProcessId}.db");
        try
        {
            await using var metastore = SqliteMetastore.Open(new SqliteMetastoreOptions { Path = file });
            var version = await metastore.ReadAsync(session =>
                session.QuerySingleOrDefaultAsync<string>("SELECT sqlite_version()"), cancellation);
            return new("libsqlite3", CheckState.Pass, version!);
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or MetastoreException)
        {
            return new("libsqlite3", CheckState.Fail, e.Message.Split('\n')[0],
                "Install SQLite (libsqlite3-0): the metastore is kept in it.");
        }
        finally
        {
            foreach (var suffix in new[] { "", "-wal", "-shm" })
                File.Delete(file + suffix);
        }
    }

    private static async Task<CheckResult> NodeAsync(CancellationToken cancellation)
    {
        const string advice = "Install Node.js 20 or later: the demo's ClickHouse client and event handler run on it. The exchange "
            + "itself does not.";
        var version = await VersionAsync("node", cancellation);
        var major = version?.TrimStart('v').Split('.')[0];
        return int.TryParse(major, CultureInfo.InvariantCulture, out var number) && number >= NodeMajorMin
            ? new("Node.js", CheckState.Pass, version!)
            : new("Node.js", CheckState.Warn, version ?? "not installed", advice);
    }

    private static async Task<CheckResult> AwsAsync(CancellationToken cancellation) =>
        await VersionAsync("aws", cancellation) is { } version
        ? new("AWS command line", CheckState.Pass, version)
        : new("AWS command line", CheckState.Warn, "not installed", "Install it to see 'aws s3 ls' in the demo; nothing else needs it.");

    private static async Task<string?> VersionAsync(string program, CancellationToken cancellation)
    {
        try
        {
            var (exitCode, output, _) = await ChildProcess.RunAsync(program, ["--version"], Path.GetTempPath(), new Dictionary<string,
                string>(), cancellation);
            return exitCode == 0 ? output.Trim() : null;
        }
        catch (CommandFailedException)
        {
            return null;
        }
    }

    private static CheckResult Options(DataFolder folder)
    {
        if (!File.Exists(folder.OptionsFile))
            return new("configuration", CheckState.Warn, $"{folder.OptionsFile} does not exist",
                "'bourse publish FILE --product NAME' begins an exchange; or write the file.");
        try
        {
            BourseOptionsFile.Read(folder);
            return new("configuration", CheckState.Pass, folder.OptionsFile);
        }
        catch (BourseOptionsException e)
        {
            return new("configuration", CheckState.Fail, e.Message, "Correct the keys that are named.");
        }
    }

    private static CheckResult Rights(DataFolder folder)
    {
        var existing = Existing(folder.Root);
        var probe = Path.Combine(existing, $".bourse-doctor-{Environment.ProcessId}");
        try
        {
            using (File.Create(probe))
            {
            }
            File.Delete(probe);
            return new("data folder", CheckState.Pass, $"{existing} can be written");
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return new("data folder", CheckState.Fail, e.Message,
                $"Give {Environment.UserName} the right to write {existing}, or name another folder with --data.");
        }
    }

    private static CheckResult Disk(DataFolder folder)
    {
        var drive = new DriveInfo(Existing(folder.Root));
        var found = string.Create(CultureInfo.InvariantCulture, $"{drive.AvailableFreeSpace / (double)(1L << 30):0.0} GiB free");
        return drive.AvailableFreeSpace switch
        {
            < FreeBytesFail => new("disk", CheckState.Fail, found, "Free some space: nothing can be published without."),
            < FreeBytesWarn => new("disk", CheckState.Warn, found,
                "The demo with its client engine takes about 1 GiB; data of your own comes on top."),
            _ => new("disk", CheckState.Pass, found),
        };
    }

    private static string Existing(string path)
    {
        while (!Directory.Exists(path))
            path = Path.GetDirectoryName(path) ?? throw new CommandFailedException($"There is no folder above {path}.");
        return path;
    }
}
