using System.Net;
using System.Text;
using Bourse.Access.Auditing;
using Bourse.Access.Auditing.Verifying;
using Bourse.Metastore;
using Bourse.Metastore.Sqlite;

namespace Bourse.Access.Tests.Auditing;

public sealed class PersonalErasureTests
{
    [Theory]
    [InlineData("jane@hedge.example", 2)]
    [InlineData(" JANE@Hedge.example ", 2)]
    [InlineData("192.0.2.9", 1)]
    [InlineData("2001:db8:0:0:0:0:0:1", 1)]
    [InlineData("jane@hedge", 0)]
    [InlineData("%", 0)]
    public async Task A_person_is_erased_from_beside_the_log_and_nobody_else_is_and_every_proof_stays(string person, int values)
    {
        await using var log = await LogAsync();
        var kept = await log.CheckpointAsync();
        var erasure = new PersonalErasure(log.Metastore);
        Assert.Equal(values, await erasure.CountAsync(person));

        var told = new List<int>();
        Assert.Equal(new PersonalErasureOutcome(values, Remains: null), await erasure.EraseAsync(person, (_, count) => Tell(told, count)));

        Assert.Equal(values == 0 ? [] : [values], told);
        Assert.Equal(0, await erasure.CountAsync(person));
        var rows = (await log.Query.ListAsync(new AuditFilter())).Rows;
        Assert.Equal(5 - values, rows.Count(row => row.Address is not null) + rows.Count(row => row.Email is not null));
        Assert.Equal(3, rows.Count(row => row.Record.EmailCommitment is not null));
        Assert.IsType<AuditVerdict.Verified>(await log.VerifyAsync(kept));
    }

    [Fact]
    public async Task What_was_erased_stands_in_no_file_of_the_database_that_is_still_open_nor_do_copies_that_the_engine_left_behind()
    {
        await using var log = await LogAsync();
        await LeaveCopiesAsync(log, "jane@hedge.example");
        Assert.Contains("jane@hedge.example", Files(log), StringComparison.Ordinal);

        Assert.Equal(
            new PersonalErasureOutcome(2, Remains: null), await new PersonalErasure(log.Metastore).EraseAsync("jane@hedge.example", (_, _) => Task.CompletedTask));

        Assert.DoesNotContain("jane@hedge.example", Files(log), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("joe@hedge.example", Files(log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_a_reader_holds_are_told_of_and_go_with_another_run()
    {
        await using var log = await LogAsync();
        await using var impatient = SqliteMetastore.Open(
            new SqliteMetastoreOptions { Path = Path.Combine(log.Folder.Path, "metastore.db"), BusyTimeout = TimeSpan.FromMilliseconds(50) });
        var erasure = new PersonalErasure(impatient);

        var outcome = await log.Metastore.ReadAsync(async session =>
        {
            await session.QuerySingleOrDefaultAsync<long>("SELECT count(*) FROM audit_personal");
            return await erasure.EraseAsync("jane@hedge.example", (_, _) => Task.CompletedTask);
        });

        Assert.Equal(new PersonalErasureOutcome(2, "the database's write-ahead log, until its last process closes it: it was being read"), outcome);
        Assert.Contains("jane@hedge.example", Files(log), StringComparison.Ordinal);
        Assert.Equal(new PersonalErasureOutcome(0, Remains: null), await erasure.EraseAsync("jane@hedge.example", (_, _) => Task.CompletedTask));
        Assert.DoesNotContain("jane@hedge.example", Files(log), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Case_tells_no_addresses_apart_in_any_script()
    {
        await using var log = await LogFixture.CreateAsync();
        await log.Log.AppendAsync(LogFixture.Entry() with { Email = "élise@hedge.example" });
        Assert.Equal(1, (await new PersonalErasure(log.Metastore).EraseAsync("ÉLISE@hedge.example", (_, _) => Task.CompletedTask)).Values);
    }

    [Fact]
    public async Task An_erasure_whose_record_cannot_be_written_erases_nothing()
    {
        await using var log = await LogAsync();
        var erasure = new PersonalErasure(log.Metastore);
        await Assert.ThrowsAsync<MetastoreException>(
            () => erasure.EraseAsync("jane@hedge.example", (session, _) => session.ExecuteAsync("INSERT INTO no_such_table VALUES (1)")));
        Assert.Equal(2, await erasure.CountAsync("jane@hedge.example"));
    }

    /// <summary>Puts the value on pages that are freed, which the engine does not overwrite by itself.</summary>
    private static async Task LeaveCopiesAsync(LogFixture log, string value)
    {
        await log.Metastore.WriteAsync(async session =>
        {
            await session.ExecuteAsync("PRAGMA secure_delete = OFF");
            await session.ExecuteAsync("CREATE TABLE copies (text TEXT)");
            await session.ExecuteAsync("INSERT INTO copies VALUES (@value), (@value || hex(zeroblob(20000)))", new { value });
        });
        await log.Metastore.WriteAsync(session => session.ExecuteAsync("DROP TABLE copies"));
    }

    private static string Files(LogFixture log) =>
        string.Concat(Directory.GetFiles(log.Folder.Path, "metastore.db*").Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file))));

    private static Task Tell(List<int> told, int count)
    {
        told.Add(count);
        return Task.CompletedTask;
    }

    private static async Task<LogFixture> LogAsync()
    {
        var log = await LogFixture.CreateAsync();
        foreach (var (email, address) in new[] { ("jane@hedge.example", "192.0.2.9"), ("Jane@hedge.example", "2001:db8::1"), ("joe@hedge.example", (string?)null) })
        {
            await log.Log.AppendAsync(LogFixture.Entry() with { Email = email, Address = address is null ? null : IPAddress.Parse(address) });
        }
        await log.Sequencer.IntegrateAsync();
        return log;
    }
}
