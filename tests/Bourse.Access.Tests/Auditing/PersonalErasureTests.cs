using System.Net;
using System.Text;
using Bourse.Access.Auditing;
using Bourse.Access.Auditing.Verifying;
using Bourse.Metastore;

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
        Assert.Equal(values, await erasure.EraseAsync(person, (_, count) => Tell(told, count)));

        Assert.Equal(values == 0 ? [] : [values], told);
        Assert.Equal(0, await erasure.CountAsync(person));
        var rows = (await log.Query.ListAsync(new AuditFilter())).Rows;
        Assert.Equal(5 - values, rows.Count(row => row.Address is not null) + rows.Count(row => row.Email is not null));
        Assert.Equal(3, rows.Count(row => row.Record.EmailCommitment is not null));
        Assert.IsType<AuditVerdict.Verified>(await log.VerifyAsync(kept));
    }

    [Fact]
    public async Task What_was_erased_stands_in_no_file_of_the_database_once_it_is_closed()
    {
        await using var log = await LogAsync();
        await new PersonalErasure(log.Metastore).EraseAsync("jane@hedge.example", (_, _) => Task.CompletedTask);
        await log.Metastore.DisposeAsync();

        string Files() => string.Concat(Directory.GetFiles(log.Folder.Path, "metastore.db*").Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file))));
        Assert.DoesNotContain("jane@hedge.example", Files(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("joe@hedge.example", Files(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_erasure_whose_record_cannot_be_written_erases_nothing()
    {
        await using var log = await LogAsync();
        var erasure = new PersonalErasure(log.Metastore);
        await Assert.ThrowsAsync<MetastoreException>(() => erasure.EraseAsync("jane@hedge.example", (session, _) => session.ExecuteAsync("INSERT INTO no_such_table VALUES (1)")));
        Assert.Equal(2, await erasure.CountAsync("jane@hedge.example"));
    }

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
