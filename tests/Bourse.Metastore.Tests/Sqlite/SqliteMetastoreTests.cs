using Bourse.Metastore.Sqlite;

namespace Bourse.Metastore.Tests.Sqlite;

public sealed class SqliteMetastoreTests
{
    [Fact]
    public async Task The_file_and_its_log_are_readable_by_their_owner_alone()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using var temporary = await TemporaryMetastore.CreateAsync(Database.Sqlite);

        foreach (var suffix in new[] { "", "-wal", "-shm" })
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(temporary.Path + suffix));
    }

    [Fact]
    public async Task A_file_that_others_may_read_is_refused()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using var temporary = await TemporaryMetastore.CreateAsync(Database.Sqlite);
        File.SetUnixFileMode(temporary.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        var refused = Assert.Throws<MetastoreException>(() => temporary.OpenAnother());

        Assert.Equal(
            $"The metadata database {temporary.Path} may be read by other users of this machine; run: chmod 600 '{temporary.Path}'", refused.Message);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused()
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(Database.Sqlite);
        await temporary.Metastore.DisposeAsync();
        await File.WriteAllTextAsync(temporary.Path, new string('x', 8192));

        var refused = Assert.Throws<MetastoreException>(() => temporary.OpenAnother());

        Assert.Equal(MetastoreErrorKind.Corrupt, refused.Kind);
    }

    [Fact]
    public void All_wrong_options_are_named_at_once()
    {
        var options = new SqliteMetastoreOptions { Path = " ", BusyTimeout = TimeSpan.Zero, ReadersMax = 0 };

        var refused = Assert.Throws<ArgumentException>(() => SqliteMetastore.Open(options));

        Assert.Equal(
            "The metastore's options are wrong. Path is empty: give the database file. BusyTimeout is 00:00:00: give 1 ms to 1 h. "
            + "ReadersMax is 0: give 1 to 256.",
            refused.Message);
    }

    [Fact]
    public async Task A_full_disk_refuses_the_write_and_loses_nothing()
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(Database.Sqlite);
        await temporary.Metastore.WriteAsync(session => Items.AddAsync(session, 1));
        await temporary.Metastore.DisposeAsync();
        await using var metastore = SqliteMetastore.Open(new SqliteMetastoreOptions { Path = temporary.Path, PagesMax = 40 });

        var refused = await Assert.ThrowsAsync<MetastoreException>(() => metastore.WriteAsync(session => Items.AddAsync(session, 2, new string('x', 1_000_000))));

        Assert.Equal((MetastoreErrorKind.DiskFull, false), (refused.Kind, refused.IsTransient));
        Assert.StartsWith("The disk that holds the metadata database is full; free some space. Nothing was changed.", refused.Message, StringComparison.Ordinal);
        await metastore.WriteAsync(session => Items.AddAsync(session, 3));
        Assert.Equal([1, 3], await Items.IdsAsync(metastore));
    }
}
