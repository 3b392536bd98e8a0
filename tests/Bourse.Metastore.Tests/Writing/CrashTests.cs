using System.Diagnostics;
using System.Globalization;

namespace Bourse.Metastore.Tests.Writing;

public sealed class CrashTests
{
    [Theory, EachDatabase]
    public async Task What_was_acknowledged_is_there_after_the_process_was_killed_and_nothing_is_there_by_half(Database database)
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(database);
        await temporary.Metastore.DisposeAsync();
        var acknowledged = new HashSet<long>();
        var numberLast = 0L;

        foreach (var fault in (string?[])
                 ["metastore.before-commit#1", "metastore.before-commit#30", "metastore.after-commit#1", "metastore.after-commit#30", null, null])
        {
            await RunUntilKilledAsync(temporary.Address, fault, numberLast, acknowledged);

            var metastore = await temporary.OpenAsync();
            var ids = await Items.IdsAsync(metastore);
            if (database == Database.Sqlite)
                Assert.Equal(["ok"], await metastore.ReadAsync(session => session.QueryAsync<string>("PRAGMA integrity_check")));
            Assert.Subset(ids.ToHashSet(), acknowledged);
            Assert.Equal(
                ids.Where(id => id < CrashingWriter.TwinOffset).Select(id => id + CrashingWriter.TwinOffset),
                ids.Where(id => id >= CrashingWriter.TwinOffset));
            await metastore.DisposeAsync();
            numberLast = ids.LastOrDefault(id => id < CrashingWriter.TwinOffset);
        }

        Assert.True(acknowledged.Count > 100);
        await temporary.OpenAsync();
    }

    /// <summary>Runs the child until its fault point kills it, or, without one, until it has acknowledged some writes and is killed from here.</summary>
    private static async Task RunUntilKilledAsync(string address, string? fault, long numberLast, HashSet<long> acknowledged)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { "exec", typeof(CrashingWriter).Assembly.Location, address, numberLast.ToString(CultureInfo.InvariantCulture) },
            RedirectStandardOutput = true,
        };
        start.Environment["BOURSE_FAULT"] = fault;
        using var child = Process.Start(start)!;
        var countBefore = acknowledged.Count;
        while (await child.StandardOutput.ReadLineAsync() is { } line)
        {
            // A line is one write to the pipe, which the kernel does not cut.
            acknowledged.Add(long.Parse(line, CultureInfo.InvariantCulture));
            if (fault is null && acknowledged.Count == countBefore + 200)
                child.Kill();
        }
        await child.WaitForExitAsync();
        Assert.Equal(137, child.ExitCode);
    }
}
