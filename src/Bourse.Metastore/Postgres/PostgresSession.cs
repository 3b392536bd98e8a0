using System.Data.Common;
using Bourse.Metastore.Writing;
using Npgsql;

namespace Bourse.Metastore.Postgres;

/// <summary>A work over PostgreSQL. After a failed statement the server refuses all others of the work.</summary>
internal sealed class PostgresSession(NpgsqlConnection connection, PostgresMetastoreOptions options, CancellationToken cancellationToken)
    : WorkSession(connection, MetastoreDialect.Postgres, cancellationToken)
{
    public override Task<string?> FindSchemaChangeAsync(MigrationSet set, string prefix) => new PostgresSchema(options).FindChangeAsync(this, set, prefix);

    protected override string Adapt(string sql) => PostgresSql.Statement(sql);

    protected override MetastoreException Translate(DbException exception) => PostgresErrors.Translate(exception);
}
