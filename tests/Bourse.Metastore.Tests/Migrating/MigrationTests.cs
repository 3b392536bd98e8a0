using System.Reflection;
using System.Text;

namespace Bourse.Metastore.Tests.Migrating;

public sealed class MigrationTests
{
    [Theory, EachDatabase]
    public async Task Migrations_are_applied_once_and_in_order(Database database)
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(database);
        var first = SetOf(("0001_funds.sql", "CREATE TABLE funds (id TEXT)"));
        var second =
            SetOf(("0001_funds.sql", "CREATE TABLE funds (id TEXT)"), ("0002_fund_names.sql", "ALTER TABLE funds ADD COLUMN name TEXT; CREATE INDEX i ON funds (name)"));

        await temporary.Metastore.MigrateAsync([first]);
        await temporary.Metastore.MigrateAsync([first]);
        await temporary.Metastore.MigrateAsync([second]);

        await temporary.Metastore.WriteAsync(session => session.ExecuteAsync("INSERT INTO funds (id, name) VALUES ('F1', 'Bonds')"));
        Assert.Equal(
            ["0001_funds", "0002_fund_names"],
            await temporary.Metastore.ReadAsync(session => session.QueryAsync<string>("SELECT name FROM applied_migrations WHERE set_name = 'test' ORDER BY number")));
    }

    [Theory, EachDatabase]
    public async Task An_edited_migration_is_refused_and_other_line_ends_are_no_edit(Database database)
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(database);
        await temporary.Metastore.MigrateAsync([SetOf(("0001_funds.sql", "CREATE TABLE funds\n(id TEXT)"))]);

        await temporary.Metastore.MigrateAsync([SetOf(("0001_funds.sql", "CREATE TABLE funds\r\n(id TEXT)"))]);
        var refused = await Assert.ThrowsAsync<MigrationException>(() =>
            temporary.Metastore.MigrateAsync([SetOf(("0001_funds.sql", "CREATE TABLE funds\n(id INTEGER)"))]));

        Assert.Equal(
            "Migration 0001_funds of set 'test' was applied with other contents than this program's 0001_funds. An applied migration must never be edited: "
            + "restore its text, or use the program that applied it.",
            refused.Message);
    }

    [Theory, EachDatabase]
    public async Task A_newer_database_is_refused(Database database)
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(database);
        var one = ("0001_funds.sql", "CREATE TABLE funds (id TEXT)");
        await temporary.Metastore.MigrateAsync([SetOf(one, ("0002_later.sql", "CREATE TABLE later (id TEXT)"))]);

        var refused = await Assert.ThrowsAsync<MigrationException>(() => temporary.Metastore.MigrateAsync([SetOf(one)]));

        Assert.Equal(
            "The database is newer than this program: it has migration 0002_later of set 'test', this program ends at 0001_funds. "
            + "Run the version of Bourse that wrote it, or a later one.",
            refused.Message);
    }

    [Theory, EachDatabase]
    public async Task A_migration_that_fails_leaves_nothing_of_any_set(Database database)
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(database);
        var good = SetOf(("0001_funds.sql", "CREATE TABLE funds (id TEXT)")) with { Name = "good" };
        var bad = SetOf(("0001_a.sql", "CREATE TABLE a (id TEXT)"), ("0002_b.sql", "CREATE TABLE a (id TEXT)"));

        var failed = await Assert.ThrowsAsync<MetastoreException>(() => temporary.Metastore.MigrateAsync([good, bad]));

        Assert.Equal(MetastoreErrorKind.InvalidStatement, failed.Kind);
        Assert.Equal(
            ["metastore"],
            await temporary.Metastore.ReadAsync(session => session.QueryAsync<string>("SELECT DISTINCT set_name FROM applied_migrations")));
        Assert.Empty(await temporary.Metastore.ReadAsync(session =>
            session.QueryAsync<string>(Tables(database))));
    }

    [Theory]
    [InlineData("The migration set 'test' has no embedded resource Migrations/NNNN_what.sql.")]
    [InlineData("The migration set 'test' has no migration 0002; 0003_c comes in its place.", "0001_a.sql", "0003_c.sql")]
    [InlineData("The migration 'first.sql' of set 'test' is not named NNNN_what.sql.", "first.sql")]
    [InlineData("The migration '0001_.sql' of set 'test' is not named NNNN_what.sql.", "0001_.sql")]
    public async Task A_set_that_is_not_numbered_without_gaps_is_refused(string message, params string[] names)
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(Database.Sqlite);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            temporary.Metastore.MigrateAsync([SetOf([.. names.Select(name => (name, "SELECT 1"))])]));

        Assert.Equal(message, refused.Message);
    }

    private static string Tables(Database database) => database == Database.Sqlite
        ? "SELECT name FROM sqlite_schema WHERE name IN ('funds', 'a')"
        : "SELECT tablename FROM pg_tables WHERE tablename IN ('funds', 'a')";

    private static MigrationSet SetOf(params (string Name, string Sql)[] migrations) => new("test", new ResourceAssembly(migrations));

    /// <summary>An assembly that carries the given migrations and nothing else.</summary>
    private sealed class ResourceAssembly((string Name, string Sql)[] migrations) : Assembly
    {
        public override string[] GetManifestResourceNames() => [.. migrations.Select(migration => "Migrations/" + migration.Name)];

        public override Stream GetManifestResourceStream(string name) =>
            new MemoryStream(Encoding.UTF8.GetBytes(migrations.Single(migration => "Migrations/" + migration.Name == name).Sql));
    }
}
