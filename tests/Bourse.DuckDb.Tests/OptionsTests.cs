namespace Bourse.DuckDb.Tests;

public sealed class OptionsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("bourse-duckdb-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Nothing_outside_is_reachable_unless_its_folder_is_allowed()
    {
        var open = Directory.CreateDirectory(Path.Combine(folder, "it's, open")).FullName;
        var shut = Directory.CreateDirectory(Path.Combine(folder, "it's, open2")).FullName;
        File.WriteAllText(Path.Combine(shut, "secret.csv"), "a\n1\n");
        using var database = DuckDbDatabase.Open(new DuckDbOptions { AllowedDirectories = [open] });
        using var connection = database.Connect();
        var file = Path.Combine(open, "out.parquet");
        connection.Execute($"COPY (SELECT 42 AS answer) TO {Sql.Literal(file)} (FORMAT parquet)");
        Assert.Equal(42, connection.QuerySingle<int>($"SELECT answer FROM read_parquet({Sql.StringList([file])})"));
        foreach (var sql in new[]
        {
            $"FROM read_csv({Sql.Literal(Path.Combine(shut, "secret.csv"))})",
            $"FROM read_csv({Sql.Literal(Path.Combine(open, "../it's, open2/secret.csv"))})",
            $"COPY (SELECT 1) TO {Sql.Literal(Path.Combine(shut, "x.csv"))}",
            "FROM read_text('/etc/passwd')",
            $"ATTACH {Sql.Literal(Path.Combine(shut, "other.db"))}",
            "INSTALL httpfs",
        })
            Assert.Equal(DuckDbErrorType.Permission, Assert.Throws<DuckDbException>(() => connection.Query(sql)).Type);
    }

    [Fact]
    public void Settings_are_locked_unless_asked_otherwise()
    {
        using var locked = DuckDbDatabase.Open(new DuckDbOptions());
        using var connection = locked.Connect();
        foreach (var sql in new[] { "SET enable_external_access = true", "SET threads = 1", "SET lock_configuration = false", "RESET lock_configuration",
            "SET TimeZone = 'Asia/Tokyo'" })
            Assert.Throws<DuckDbException>(() => connection.Execute(sql));
        using var free = DuckDbDatabase.Open(new DuckDbOptions { LockConfiguration = false });
        using var other = free.Connect();
        other.Execute("SET threads = 1");
    }

    [Fact]
    public void Options_reach_the_engine()
    {
        var temporary = Path.Combine(folder, "spill");
        using var database = DuckDbDatabase.Open(new DuckDbOptions
        {
            Threads = 3, MemoryLimitBytes = 64 << 20, TempDirectory = temporary, TempDirectorySizeMaxBytes = 1 << 30, PreserveInsertionOrder = false,
        });
        using var connection = database.Connect();
        Assert.Equal(
            ["64.0 MiB", temporary, "3", "false", "UTC", "1.0 GiB"],
            new[] { "memory_limit", "temp_directory", "threads", "preserve_insertion_order", "TimeZone", "max_temp_directory_size" }
                .Select(name => connection.QuerySingle<string>($"SELECT current_setting('{name}')::VARCHAR")));
    }

    [Fact]
    public void A_file_keeps_what_was_committed_and_can_be_opened_read_only()
    {
        var path = Path.Combine(folder, "kept.duckdb");
        using (var database = DuckDbDatabase.Open(new DuckDbOptions { Path = path }))
        using (var connection = database.Connect())
            connection.Execute("CREATE TABLE t AS SELECT 7 AS i");
        using var again = DuckDbDatabase.Open(new DuckDbOptions { Path = path, ReadOnly = true });
        using var reader = again.Connect();
        Assert.Equal(7, reader.QuerySingle<int>("SELECT i FROM t"));
        Assert.Throws<DuckDbException>(() => reader.Execute("INSERT INTO t VALUES (8)"));
        Assert.Throws<DuckDbException>(() => DuckDbDatabase.Open(new DuckDbOptions { Path = Path.Combine(folder, "missing", "x.duckdb") }));
    }
}
