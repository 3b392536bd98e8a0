using System.Reflection;
using Xunit.Sdk;

namespace Bourse.Metastore.Tests;

/// <summary>The databases that a metastore can be in.</summary>
public enum Database
{
    /// <summary>A SQLite file.</summary>
    Sqlite,

    /// <summary>A database of <see cref="PostgresServer"/>.</summary>
    Postgres,
}

/// <summary>Runs a test of the conformance suite on every database.</summary>
internal sealed class EachDatabaseAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        PostgresServer.SkipReason is null ? [[Database.Sqlite], [Database.Postgres]] : [[Database.Sqlite]];
}

/// <summary>A test that needs a PostgreSQL.</summary>
internal sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServer.SkipReason;
}
