using Bourse.DuckDb;
using Bourse.Query.Workers;

namespace Bourse.Worker.Tests;

/// <summary>A pool of small workers, and a folder with files for them.</summary>
internal sealed class WorkerWorld : IAsyncDisposable
{
    public WorkerWorld(Func<WorkerOptions, WorkerOptions>? change = null)
    {
        var options = new WorkerOptions
        {
            Folder = Files["workers"], RequireConfinement = true, MemoryBytes = 200 << 20, Threads = 2, Warm = 1, SessionsMax = 4, Deadline = TimeSpan.FromMinutes(5),
        };
        Pool = new WorkerPool(change?.Invoke(options) ?? options, TimeProvider.System);
    }

    public TemporaryFolder Files { get; } = new();

    public WorkerPool Pool { get; }

    public Task<WorkerSession> OpenAsync(params string[] files) => Pool.OpenAsync(files, null);

    /// <summary>Writes the rows of a SELECT in this process.</summary>
    public string WriteParquet(string name, string select, string options = "")
    {
        var path = Files[name];
        using var database = DuckDbDatabase.Open(new DuckDbOptions { EnableExternalAccess = true, Threads = 1 });
        using var connection = database.Connect();
        connection.Execute($"COPY ({select}) TO {Sql.Literal(path)} (FORMAT parquet{options})");
        return path;
    }

    /// <summary>All rows of a statement.</summary>
    public static List<object?[]> Rows(WorkerSession session, string sql)
    {
        using var rows = session.Query(sql);
        return [.. rows.Rows()];
    }

    /// <summary>A session of somebody else's works.</summary>
    public async Task AssertServesAsync()
    {
        using var session = await OpenAsync();
        Assert.Equal([[42]], Rows(session, "SELECT 42"));
    }

    public async ValueTask DisposeAsync()
    {
        await Pool.DisposeAsync();
        Assert.Empty(Directory.EnumerateFileSystemEntries(Files["workers"]));
        Files.Dispose();
    }
}
