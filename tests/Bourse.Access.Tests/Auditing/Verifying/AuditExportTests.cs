using Bourse.Access.Auditing;
using Bourse.Access.Auditing.Verifying;
using Bourse.Metastore;

namespace Bourse.Access.Tests.Auditing.Verifying;

public sealed class AuditExportTests
{
    [Fact]
    public async Task An_exported_log_is_verified_offline_and_an_edited_one_is_not()
    {
        await using var log = await LogFixture.CreateAsync();
        await log.AppendAsync(300);
        await log.Sequencer.IntegrateAsync();
        var kept = await log.CheckpointAsync();
        await log.AppendAsync(300);
        await log.Sequencer.IntegrateAsync();
        Assert.IsType<AuditVerdict.Verified>(await log.VerifyAsync(kept));

        var directory = log.Folder.File("export");
        await log.Metastore.ReadAsync(async session =>
        {
            await AuditExport.WriteAsync(new AuditDatabase(session), directory);
            return true;
        });
        var verifier = log.Signer.Verifier;
        var verified = Assert.IsType<AuditVerdict.Verified>(await AuditVerifier.VerifyAsync(new AuditDirectory(directory), kept, verifier));
        Assert.Equal((600, 300), (verified.Log.Size, verified.Kept.Size));

        var file = Path.Combine(directory, AuditDirectory.RecordsFile);
        var text = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, text.Replace("table_41\"", "table_42\"", StringComparison.Ordinal));
        var refuted = Assert.IsType<AuditVerdict.Refuted>(await AuditVerifier.VerifyAsync(new AuditDirectory(directory), kept, verifier));
        Assert.Equal((AuditFinding.RecordChanged, 41), (refuted.Finding, refuted.Position));

        await File.WriteAllTextAsync(file, text[..(text.Length / 2)]);
        refuted = Assert.IsType<AuditVerdict.Refuted>(await AuditVerifier.VerifyAsync(new AuditDirectory(directory), kept, verifier));
        Assert.Equal(AuditFinding.TailCut, refuted.Finding);
    }

    [Fact]
    public async Task A_row_edited_in_the_database_is_found()
    {
        await using var log = await LogFixture.CreateAsync();
        await log.AppendAsync(10);
        await log.Sequencer.IntegrateAsync();
        var kept = await log.CheckpointAsync();
        await log.Metastore.WriteAsync(session =>
            session.ExecuteAsync("UPDATE audit_log SET body = replace(body, 'allow', 'deny') WHERE position = 6"));
        var refuted = Assert.IsType<AuditVerdict.Refuted>(await log.VerifyAsync(kept));
        Assert.Equal((AuditFinding.RecordChanged, 6), (refuted.Finding, refuted.Position));
    }

    [Theory]
    [InlineData("account = '999999999999'")]
    [InlineData("account = NULL")]
    [InlineData("decision = 'deny'")]
    [InlineData("time = 0")]
    [InlineData("time = time + 0.5")]
    [InlineData("account = CAST(account AS BLOB)")]
    [InlineData("decision = CAST(decision AS BLOB)")]
    [InlineData("sequence = 'zzz'")]
    [InlineData("sequence = -1")]
    public async Task A_row_whose_columns_would_hide_its_record_from_lists_is_found(string change)
    {
        await using var log = await LogFixture.CreateAsync();
        await log.AppendAsync(10);
        await log.Sequencer.IntegrateAsync();
        var kept = await log.CheckpointAsync();
        Assert.IsType<AuditVerdict.Verified>(await log.VerifyAsync(kept));
        await log.Metastore.WriteAsync(session => session.ExecuteAsync($"UPDATE audit_log SET {change} WHERE position = 6"));
        var refuted = Assert.IsType<AuditVerdict.Refuted>(await log.VerifyAsync(kept));
        Assert.Equal((AuditFinding.IndexChanged, 6), (refuted.Finding, refuted.Position));
    }

    [Theory]
    [InlineData("INSERT INTO audit_log SELECT -1, -1, time, account, 'allow', body FROM audit_log WHERE position = 3", AuditFinding.IndexChanged)]
    [InlineData(
        "INSERT INTO audit_log SELECT -9223372036854775808, -1, time, account, 'allow', 'no record' FROM audit_log WHERE position = 3", AuditFinding.IndexChanged)]
    [InlineData("UPDATE audit_log SET position = position + 100000 WHERE position >= 8", AuditFinding.IndexChanged)]
    [InlineData("UPDATE audit_log SET sequence = -sequence - 5", AuditFinding.IndexChanged)]
    [InlineData("UPDATE audit_tiles SET hashes = zeroblob(length(hashes))", AuditFinding.TreeChanged)]
    [InlineData("DELETE FROM audit_tiles", AuditFinding.TreeChanged)]
    [InlineData("INSERT INTO audit_tiles VALUES (1, 0, zeroblob(32))", AuditFinding.TreeChanged)]
    [InlineData("CREATE TRIGGER t AFTER INSERT ON audit_pending BEGIN DELETE FROM audit_pending WHERE sequence = new.sequence; END", AuditFinding.SchemaChanged)]
    [InlineData("CREATE INDEX audit_log_by_account ON audit_log (account, sequence) WHERE position <> 6", AuditFinding.SchemaChanged)]
    [InlineData("CREATE VIEW denials AS SELECT * FROM audit_log", AuditFinding.SchemaChanged)]
    [InlineData("ALTER TABLE audit_log ADD COLUMN note TEXT", AuditFinding.SchemaChanged)]
    [InlineData("""
        PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_audit_personal_1')
        WHERE name = 'sqlite_autoindex_audit_log_1';
        PRAGMA writable_schema = OFF
        """, AuditFinding.SchemaChanged)]
    public async Task What_is_done_to_the_tables_around_the_records_is_found(string attack, AuditFinding finding)
    {
        await using var log = await LogFixture.CreateAsync();
        await log.AppendAsync(10);
        await log.Sequencer.IntegrateAsync();
        var kept = await log.CheckpointAsync();
        Assert.IsType<AuditVerdict.Verified>(await log.VerifyAsync(kept));

        await using (var database = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={log.Folder.File("metastore.db")};Pooling=False"))
        {
            await database.OpenAsync();
            await using var command = database.CreateCommand();
            command.CommandText = attack;
            await command.ExecuteNonQueryAsync();
        }

        Assert.Equal(finding, Assert.IsType<AuditVerdict.Refuted>(await log.ReopenedVerifyAsync(kept)).Finding);
    }

    [Theory]
    [InlineData("UPDATE audit_tiles SET hashes = zeroblob(length(hashes))")]
    [InlineData("DELETE FROM audit_tiles")]
    public async Task A_tree_that_was_damaged_is_not_signed_over_and_records_wait_until_it_is_restored(string damage)
    {
        await using var log = await LogFixture.CreateAsync();
        await log.AppendAsync(10);
        await log.Sequencer.IntegrateAsync();
        var kept = await log.CheckpointAsync();
        await log.Metastore.WriteAsync(session => session.ExecuteAsync("CREATE TABLE kept AS SELECT * FROM audit_tiles"));
        await log.Metastore.WriteAsync(session => session.ExecuteAsync(damage));
        await log.AppendAsync(3);

        var refused = await Assert.ThrowsAsync<MetastoreException>(() => log.Sequencer.IntegrateAsync());

        Assert.StartsWith("The audit log's tree of 10 records is not the one that was signed last: ", refused.Message, StringComparison.Ordinal);
        Assert.Equal(kept, await log.CheckpointAsync());
        await log.Metastore.WriteAsync(session => session.ExecuteAsync("DELETE FROM audit_tiles"));
        await log.Metastore.WriteAsync(session => session.ExecuteAsync("INSERT INTO audit_tiles SELECT * FROM kept"));
        await log.Metastore.WriteAsync(session => session.ExecuteAsync("DROP TABLE kept"));
        Assert.Equal(3, await log.Sequencer.IntegrateAsync());
        Assert.IsType<AuditVerdict.Verified>(await log.VerifyAsync(kept));
    }

    [Fact]
    public async Task A_tree_of_several_levels_is_compared_whole()
    {
        await using var log = await LogFixture.CreateAsync();
        await log.AppendAsync(600);
        await log.Sequencer.IntegrateAsync();
        var kept = await log.CheckpointAsync();
        Assert.IsType<AuditVerdict.Verified>(await log.VerifyAsync(kept));
        await log.Metastore.WriteAsync(session => session.ExecuteAsync("UPDATE audit_tiles SET hashes = zeroblob(length(hashes)) WHERE level = 1"));
        Assert.Equal(AuditFinding.TreeChanged, Assert.IsType<AuditVerdict.Refuted>(await log.VerifyAsync(kept)).Finding);
    }

    [Theory]
    [InlineData("UPDATE audit_personal SET value = '192.0.2.8' WHERE record_id = @id", "address")]
    [InlineData("UPDATE audit_personal SET salt = zeroblob(32) WHERE record_id = @id", "address")]
    [InlineData("UPDATE audit_personal SET field = 'email' WHERE record_id = @id", "email")]
    [InlineData("INSERT INTO audit_personal (record_id, field, salt, value) VALUES (@id, 'email', zeroblob(32), 'jane@hedge.example')", "email")]
    [InlineData("INSERT INTO audit_personal (record_id, field, salt, value) VALUES (@id, 'note', zeroblob(32), 'x')", "note")]
    public async Task A_personal_value_that_its_record_does_not_commit_to_is_found(string change, string field)
    {
        await using var log = await LogFixture.CreateAsync();
        await log.AppendAsync(10);
        await log.Sequencer.IntegrateAsync();
        var kept = await log.CheckpointAsync();
        Assert.IsType<AuditVerdict.Verified>(await log.VerifyAsync(kept));
        var id = (await log.Query.ListAsync(new AuditFilter())).Rows[6].Record.Id;

        await log.Metastore.WriteAsync(session => session.ExecuteAsync(change, new { id }));

        Assert.Equal(
            new AuditVerdict.Refuted(AuditFinding.PersonalValueChanged, 6,
                $"Record 6 is what was signed, but the {field} kept beside it, or its salt, is not what the record commits to. "
                + "Do not rely on this value; restore it from a backup, or erase it."),
            await log.VerifyAsync(kept));
        await log.Metastore.WriteAsync(session => session.ExecuteAsync("DELETE FROM audit_personal WHERE record_id = @id", new { id }));
        Assert.IsType<AuditVerdict.Verified>(await log.VerifyAsync(kept));
    }

    [Fact]
    public async Task Two_records_whose_personal_values_were_exchanged_are_found()
    {
        await using var log = await LogFixture.CreateAsync();
        await log.AppendAsync(4);
        await log.Sequencer.IntegrateAsync();
        var ids = (await log.Query.ListAsync(new AuditFilter())).Rows.Select(row => row.Record.Id).ToList();
        await log.Metastore.WriteAsync(async session =>
        {
            await session.ExecuteAsync("UPDATE audit_personal SET record_id = 'aside' WHERE record_id = @id", new { id = ids[1] });
            await session.ExecuteAsync("UPDATE audit_personal SET record_id = @to WHERE record_id = @id", new { id = ids[3], to = ids[1] });
            await session.ExecuteAsync("UPDATE audit_personal SET record_id = @to WHERE record_id = 'aside'", new { to = ids[3] });
        });
        var refuted = Assert.IsType<AuditVerdict.Refuted>(await log.VerifyAsync(await log.CheckpointAsync()));
        Assert.Equal((AuditFinding.PersonalValueChanged, 1), (refuted.Finding, refuted.Position));
    }

    [Fact]
    public async Task An_empty_directory_is_no_log()
    {
        using var signer = StoredLog.Signer();
        using var folder = new TemporaryFolder();
        var refuted = Assert.IsType<AuditVerdict.Refuted>(await AuditVerifier.VerifyAsync(
            new AuditDirectory(folder.Path), StoredLog.Create(1, signer).Note, signer.Verifier));
        Assert.Equal(AuditFinding.CheckpointMalformed, refuted.Finding);
    }

    [Fact]
    public async Task An_export_overwrites_nothing()
    {
        using var signer = StoredLog.Signer();
        using var folder = new TemporaryFolder();
        var log = StoredLog.Create(3, signer);
        await AuditExport.WriteAsync(log, folder.Path);
        await Assert.ThrowsAsync<IOException>(() => AuditExport.WriteAsync(log, folder.Path));
    }
}
