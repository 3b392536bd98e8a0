using Bourse.Storage.Local;
using Npgsql;

namespace Bourse.Metastore.Postgres;

/// <summary>Makes connections with the settings that the metastore's promises rest on: encrypted off this machine, and secrets from files.</summary>
internal static class PostgresConnections
{
    /// <summary>How long a statement may take, and how long a connection may take to open.</summary>
    public const int StatementSeconds = 30;
    private const int OpenSeconds = 5;

    /// <summary>A pool of connections; none is opened yet.</summary>
    /// <exception cref="MetastoreException">A file cannot be read, or others may read it.</exception>
    public static NpgsqlDataSource Create(PostgresMetastoreOptions options, int connectionsMax, bool isReadOnly)
    {
        var text = new NpgsqlConnectionStringBuilder
        {
            Host = options.Host,
            Port = options.Port,
            Database = options.Database,
            Username = options.User,
            ApplicationName = isReadOnly ? "bourse reader" : "bourse writer",
            // Of a server that is reached over a network, the certificate and its name are checked.
            SslMode = options.IsLocal ? (options.IsSocket ? SslMode.Disable : SslMode.Prefer) : SslMode.VerifyFull,
            RootCertificate = options.AuthorityPath,
            SslCertificate = options.CertificatePath,
            SslKey = options.CertificateKeyPath,
            MaxPoolSize = connectionsMax,
            Timeout = OpenSeconds,
            CommandTimeout = StatementSeconds,
            CancellationTimeout = 1000,
            // Which notices a server that vanished without a word, while nothing is asked of it.
            TcpKeepAlive = !options.IsSocket,
            TcpKeepAliveTime = options.IsSocket ? 0 : 5,
            TcpKeepAliveInterval = options.IsSocket ? 0 : 1,
            GssEncryptionMode = GssEncryptionMode.Disable,
            Options = isReadOnly ? "-c default_transaction_read_only=on" : null,
            MaxAutoPrepare = 100,
            IncludeErrorDetail = false,
            PersistSecurityInfo = false,
        };
        var builder = new NpgsqlDataSourceBuilder(text.ToString());
        if (options.CertificateKeyPath is { } key)
            RequireOwners(key);
        if (options.PasswordFile is { } file)
        {
            RequireOwners(file);
            // Read for each connection, so that a changed password needs no restart.
            builder.UsePasswordProvider(_ => ReadPassword(file), (_, _) => ValueTask.FromResult(ReadPassword(file)));
        }
        return builder.Build();
    }

    private static string ReadPassword(string file)
    {
        RequireOwners(file);
        return File.ReadAllText(file).TrimEnd('\r', '\n');
    }

    private static void RequireOwners(string file)
    {
        if (OwnersFile.MistakeIn(file) is { } mistake)
            throw new MetastoreException(MetastoreErrorKind.NotAccessible, $"The file '{file}' {mistake}");
    }
}
