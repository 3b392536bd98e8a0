using Bourse.Access;

namespace Bourse.Metastore.Tests.Postgres;

/// <summary>What would hide or change records of the log without changing one is found in the database's catalogue.</summary>
public sealed class PostgresSchemaTests
{
    private const string Silence = "CREATE FUNCTION silence() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; ";

    [PostgresFact]
    public async Task Every_way_to_falsify_the_tables_of_the_log_is_named_and_the_tables_as_made_are_not()
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(Database.Postgres);
        await temporary.Metastore.MigrateAsync([AccessTables.Migrations]);

        var blind = await Assert.ThrowsAsync<MetastoreException>(() => FindAsync(temporary));
        Assert.Equal(MetastoreErrorKind.NotAccessible, blind.Kind);
        Assert.StartsWith(
            "The indexes of the metadata database cannot be looked at: as its superuser, run in it CREATE EXTENSION amcheck;", blind.Message, StringComparison.Ordinal);
        await temporary.ExecuteAsync("CREATE EXTENSION amcheck");
        Assert.Null(await FindAsync(temporary));

        foreach (var (change, undo, name) in ((string, string, string)[])
        [
            (Silence + "CREATE TRIGGER swallow BEFORE INSERT ON audit_pending FOR EACH ROW EXECUTE FUNCTION silence()",
                "DROP FUNCTION silence CASCADE", "swallow"),
            ("CREATE RULE nothing AS ON INSERT TO audit_pending DO INSTEAD NOTHING", "DROP RULE nothing ON audit_pending", "nothing"),
            ("CREATE POLICY part ON audit_log USING (position > 3)", "DROP POLICY part ON audit_log", "part"),
            ("ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY", "ALTER TABLE audit_log DISABLE ROW LEVEL SECURITY", "audit_log"),
            ("ALTER TABLE audit_log SET UNLOGGED", "ALTER TABLE audit_log SET LOGGED", "audit_log"),
            ("ALTER TABLE audit_log ALTER COLUMN account SET DEFAULT 'x'", "ALTER TABLE audit_log ALTER COLUMN account DROP DEFAULT", "audit_log.account"),
            ("CREATE INDEX part ON audit_log (time) WHERE position > 3", "DROP INDEX part", "part"),
            ("CREATE VIEW audit_all AS SELECT * FROM audit_log", "DROP VIEW audit_all", "audit_all"),
            ("ALTER TABLE audit_log DROP CONSTRAINT audit_log_sequence_key", "ALTER TABLE audit_log ADD UNIQUE (sequence)", "audit_log_sequence_key"),
        ])
        {
            await temporary.ExecuteAsync(change);
            Assert.Equal(name, await FindAsync(temporary));
            await temporary.ExecuteAsync(undo);
            Assert.Null(await FindAsync(temporary));
        }
    }

    [PostgresFact]
    public async Task Deleted_rows_leave_the_data_files_and_what_still_holds_them_is_said()
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(Database.Postgres);
        const string marker = "the-name-of-a-person-7f3a";
        await temporary.Metastore.WriteAsync(async session =>
        {
            await Items.AddAsync(session, 1, marker);
            await Items.AddAsync(session, 2, "stays");
        });
        await temporary.ExecuteAsync("CHECKPOINT");
        Assert.True(await temporary.IsInDataFilesAsync(marker));

        await temporary.Metastore.WriteAsync(session => session.ExecuteOverwritingAsync("DELETE FROM items WHERE id = @Id", new { Id = 1 }));
        var held = await temporary.Metastore.ForgetDeletedAsync();
        await temporary.ExecuteAsync("CHECKPOINT");

        Assert.False(await temporary.IsInDataFilesAsync(marker));
        Assert.Equal(
            "the database server's write-ahead log, until the server has written over it, and every replica's log, archive and backup that was made of it", held);
        Assert.Equal([2], await Items.IdsAsync(temporary.Metastore));
    }

    private static Task<string?> FindAsync(TemporaryMetastore temporary) =>
        temporary.Metastore.ReadAsync(session => session.FindSchemaChangeAsync(AccessTables.Migrations, "audit_"));
}
