using Bourse.Metastore.Postgres;
using Bourse.Storage.Local;

namespace Bourse.Server.Composition;

/// <summary>
/// Reads the section <c>metastore</c> of <c>bourse.json</c>; without it the metastore is a file of the data folder:
/// <code>
/// {"postgresql": {"host": "db.example.com", "port": 5432, "database": "bourse", "user": "bourse", "passwordFile": "/etc/bourse/db-password",
///                 "certificatePath": "/etc/bourse/db.pem", "certificateKeyPath": "/etc/bourse/db.key", "authorityPath": "/etc/bourse/db-ca.pem"}}
/// </code>
/// </summary>
internal static class MetastoreReader
{
    /// <summary>How the database is reached; null for the file.</summary>
    public static PostgresMetastoreOptions? Read(OptionsReader? metastore)
    {
        if (metastore is null)
            return null;
        var postgres = metastore.Section("postgresql");
        if (postgres is null)
            metastore.Mistake("postgresql", "is missing; give host, database and user, or leave metastore out to keep it in the data folder.");
        var options = postgres is null ? null : Postgres(postgres);
        metastore.Finish();
        return options;
    }

    private static PostgresMetastoreOptions Postgres(OptionsReader reader)
    {
        var options = new PostgresMetastoreOptions
        {
            Host = reader.RequiredText("host", "\"db.example.com\""),
            Port = reader.Integer("port") ?? PostgresMetastoreOptions.PortDefault,
            Database = reader.RequiredText("database", "\"bourse\""),
            User = reader.RequiredText("user", "\"bourse\""),
            PasswordFile = reader.Text("passwordFile"),
            CertificatePath = reader.Text("certificatePath"),
            CertificateKeyPath = reader.Text("certificateKeyPath"),
            AuthorityPath = reader.Text("authorityPath"),
        };
        if (options.Port is < 1 or > 65535)
            reader.Mistake("port", "must be 1 to 65535.");
        if ((options.CertificatePath is null) != (options.CertificateKeyPath is null))
            reader.Mistake("certificatePath", "and certificateKeyPath belong together; give both, or neither.");
        foreach (var (key, file) in new[] { ("passwordFile", options.PasswordFile), ("certificateKeyPath", options.CertificateKeyPath) })
        {
            if (file is not null && OwnersFile.MistakeIn(file) is { } mistake)
                reader.Mistake(key, $"'{file}' {mistake}");
        }
        foreach (var (key, file) in new[] { ("certificatePath", options.CertificatePath), ("authorityPath", options.AuthorityPath) })
        {
            if (file is not null && !File.Exists(file))
                reader.Mistake(key, $"'{file}' does not exist.");
        }
        reader.Finish();
        return options;
    }
}
