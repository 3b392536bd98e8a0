using System.Runtime.Versioning;
using Bourse.Metastore.Postgres;
using Bourse.Storage.Local;

namespace Bourse.Metastore.Tests.Postgres;

/// <summary>Over the network, where a password is asked for.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PostgresConnectionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bourse-metastore-").FullName;

    [PostgresFact]
    public async Task A_password_comes_from_a_file_and_is_in_no_error()
    {
        var server = await PostgresServer.SharedAsync();
        var options = Options(server, await server.CreateDatabaseAsync());
        var file = options.PasswordFile!;
        await using var metastore = PostgresMetastore.Open(options);

        var wrong = await RefusedAsync(metastore, "wrong secret");
        await File.WriteAllTextAsync(file, PostgresServer.Password + "\n");
        await metastore.MigrateAsync([]);

        Assert.Equal(MetastoreErrorKind.NotAccessible, wrong.Kind);
        Assert.StartsWith(
            "The database server refuses the role; check user, passwordFile or certificate, and the server's pg_hba.conf. (28P01: ", wrong.Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain("wrong secret", wrong.ToString(), StringComparison.Ordinal);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        var shared = Assert.Throws<MetastoreException>(() => PostgresMetastore.Open(options));
        Assert.Equal($"The file '{file}' {OwnersFile.MistakeIn(file)}", shared.Message);

        async Task<MetastoreException> RefusedAsync(PostgresMetastore refusing, string password)
        {
            await File.WriteAllTextAsync(file, password);
            return await Assert.ThrowsAsync<MetastoreException>(() => refusing.MigrateAsync([]));
        }
    }

    [PostgresFact]
    public async Task A_server_that_is_not_there_is_unreachable_and_says_so()
    {
        var server = await PostgresServer.SharedAsync();
        await using var metastore = PostgresMetastore.Open(Options(server, "d") with { Port = 1 });

        var refused = await Assert.ThrowsAsync<MetastoreException>(() => metastore.MigrateAsync([]));

        Assert.Equal((MetastoreErrorKind.Unreachable, true), (refused.Kind, refused.IsTransient));
        Assert.StartsWith("The database server cannot be reached; nothing was changed, try again.", refused.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_server_that_acknowledges_before_it_is_durable_or_holds_text_otherwise_is_refused()
    {
        var server = await PostgresServer.SharedAsync();
        await server.ExecuteAsync("postgres", "CREATE DATABASE loose TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'");
        await server.ExecuteAsync("postgres", "ALTER DATABASE loose SET synchronous_commit = off");
        await using var metastore = PostgresMetastore.Open(Options(server, "loose") with { Host = server.Folder });

        var refused = await Assert.ThrowsAsync<MetastoreException>(() => metastore.MigrateAsync([]));

        Assert.Equal(
            "The metadata database cannot be used: the database's encoding is SQL_ASCII; create it with ENCODING 'UTF8'; synchronous_commit is off, so that "
            + "acknowledged changes could be lost; set it to on.",
            refused.Message);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("localhost", true)]
    [InlineData("/run/postgresql", true)]
    [InlineData("10.0.0.7", false)]
    [InlineData("localhost.example.com", false)]
    [InlineData("db.example.com", false)]
    public void Only_what_is_on_this_machine_for_certain_is_local(string host, bool isLocal)
    {
        var options = new PostgresMetastoreOptions { Host = host, Database = "d", User = "u" };

        Assert.Equal(isLocal, options.IsLocal);
        using var source = PostgresConnections.Create(options, 1, isReadOnly: false);
        Assert.Equal(!isLocal, source.ConnectionString.Contains("SSL Mode=VerifyFull", StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private PostgresMetastoreOptions Options(PostgresServer server, string database)
    {
        var file = Path.Combine(_folder, "password");
        var mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (new FileStream(file, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = mode }))
        {
        }
        return new PostgresMetastoreOptions { Host = "127.0.0.1", Port = server.Port, Database = database, User = "bourse", PasswordFile = file };
    }
}
