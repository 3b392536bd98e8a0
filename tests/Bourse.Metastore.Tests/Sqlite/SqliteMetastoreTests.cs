using Bourse.Metastore.Sqlite;

namespace Bourse.Metastore.Tests.Sqlite;

public sealed class SqliteMetastoreTests
{
    [Fact]
    public async Task A_write_is_seen_by_later_reads_and_after_a_restart()
    {
        await using var temporary = await TemporaryMetastore.CreateAsync();
        await temporary.Metastore.WriteAsync(session => Items.AddAsync(session, 7));

        Assert.Equal([7], await Items.IdsAsync(temporary.Metastore));

        await temporary.Metastore.DisposeAsync();
        Assert.Equal([7], await Items.IdsAsync(await temporary.OpenAsync()));
    }

    [Fact]
    public async Task A_work_that_throws_leaves_nothing_and_its_exception_is_thrown()
    {
        await using var temporary = await TemporaryMetastore.CreateAsync();

        var thrown = await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => temporary.Metastore.WriteAsync<int>(async session =>
        {
            await Items.AddAsync(session, 1);
            throw new TimeZoneNotFoundException("on purpose");
        }));

        Assert.Equal("on purpose", thrown.Message);
        Assert.Empty(await Items.IdsAsync(temporary.Metastore));
    }

    [Fact]
    public async Task A_read_keeps_its_snapshot_while_others_write()
    {
        await using var temporary = await TemporaryMetastore.CreateAsync();
        await temporary.Metastore.WriteAsync(session => Items.AddAsync(session, 1));

        var (before, after) = await temporary.Metastore.ReadAsync(async session =>
        {
            var first = await Items.IdsAsync(session);
            await temporary.Metastore.WriteAsync(writing => Items.AddAsync(writing, 2));
            return (first, await Items.IdsAsync(session));
        });

        Assert.Equal([1], before);
        Assert.Equal([1], after);
        Assert.Equal([1, 2], await Items.IdsAsync(temporary.Metastore));
    }

    [Fact]
    public async Task A_read_cannot_change_anything()
    {
        await using var temporary = await TemporaryMetastore.CreateAsync();

        var refused = await Assert.ThrowsAsync<MetastoreException>(() =>
            temporary.Metastore.ReadAsync(session => session.QueryAsync<long>("INSERT INTO items (id, text) VALUES (1, 'x') RETURNING id")));

        Assert.Equal(MetastoreErrorKind.NotAccessible, refused.Kind);
        Assert.Empty(await Items.IdsAsync(temporary.Metastore));
    }

    [Fact]
    public async Task A_duplicate_key_is_told_apart_from_other_refusals()
    {
        await using var temporary = await TemporaryMetastore.CreateAsync();
        await temporary.Metastore.WriteAsync(session => Items.AddAsync(session, 1));

        var duplicate = await Assert.ThrowsAsync<MetastoreException>(() => temporary.Metastore.WriteAsync(session => Items.AddAsync(session, 1)));
        var missing = await Assert.ThrowsAsync<MetastoreException>(() => temporary.Metastore.WriteAsync(session => Items.AddAsync(session, 2, null!)));

        Assert.Equal((MetastoreErrorKind.UniqueViolation, false), (duplicate.Kind, duplicate.IsTransient));
        Assert.Equal((MetastoreErrorKind.ConstraintViolation, false), (missing.Kind, missing.IsTransient));
    }

    [Fact]
    public async Task The_file_and_its_log_are_readable_by_their_owner_alone()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using var temporary = await TemporaryMetastore.CreateAsync();

        foreach (var suffix in new[] { "", "-wal", "-shm" })
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(temporary.Path + suffix));
    }

    [Fact]
    public async Task A_file_that_others_may_read_is_refused()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using var temporary = await TemporaryMetastore.CreateAsync();
        File.SetUnixFileMode(temporary.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        var refused = Assert.Throws<MetastoreException>(() => temporary.OpenAnother());

        Assert.Equal(
            $"The metadata database {temporary.Path} may be read by other users of this machine; run: chmod 600 '{temporary.Path}'", refused.Message);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused()
    {
        await using var temporary = await TemporaryMetastore.CreateAsync();
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
    public async Task A_session_refuses_use_after_its_work()
    {
        await using var temporary = await TemporaryMetastore.CreateAsync();
        var kept = await temporary.Metastore.ReadAsync(Task.FromResult);

        await Assert.ThrowsAsync<ObjectDisposedException>(() => Items.IdsAsync(kept));
    }
}
