namespace Bourse.Metastore.Tests;

/// <summary>What every metastore does.</summary>
public sealed class MetastoreTests
{
    [Theory, EachDatabase]
    public async Task A_write_is_seen_by_later_reads_and_after_a_restart(Database database)
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(database);
        await temporary.Metastore.WriteAsync(session => Items.AddAsync(session, 7));

        Assert.Equal([7], await Items.IdsAsync(temporary.Metastore));

        await temporary.Metastore.DisposeAsync();
        Assert.Equal([7], await Items.IdsAsync(await temporary.OpenAsync()));
    }

    [Theory, EachDatabase]
    public async Task A_work_that_throws_leaves_nothing_and_its_exception_is_thrown(Database database)
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(database);

        var thrown = await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => temporary.Metastore.WriteAsync<int>(async session =>
        {
            await Items.AddAsync(session, 1);
            throw new TimeZoneNotFoundException("on purpose");
        }));

        Assert.Equal("on purpose", thrown.Message);
        Assert.Empty(await Items.IdsAsync(temporary.Metastore));
    }

    [Theory, EachDatabase]
    public async Task A_read_keeps_its_snapshot_while_others_write(Database database)
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(database);
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

    [Theory, EachDatabase]
    public async Task A_read_cannot_change_anything(Database database)
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(database);

        var refused = await Assert.ThrowsAsync<MetastoreException>(() =>
            temporary.Metastore.ReadAsync(session => session.QueryAsync<long>("INSERT INTO items (id, text) VALUES (1, 'x') RETURNING id")));

        Assert.Equal(MetastoreErrorKind.NotAccessible, refused.Kind);
        Assert.Empty(await Items.IdsAsync(temporary.Metastore));
    }

    [Theory, EachDatabase]
    public async Task A_duplicate_key_is_told_apart_from_other_refusals(Database database)
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(database);
        await temporary.Metastore.WriteAsync(session => Items.AddAsync(session, 1));

        var duplicate = await Assert.ThrowsAsync<MetastoreException>(() => temporary.Metastore.WriteAsync(session => Items.AddAsync(session, 1)));
        var missing = await Assert.ThrowsAsync<MetastoreException>(() => temporary.Metastore.WriteAsync(session => Items.AddAsync(session, 2, null!)));

        Assert.Equal((MetastoreErrorKind.UniqueViolation, false), (duplicate.Kind, duplicate.IsTransient));
        Assert.Equal((MetastoreErrorKind.ConstraintViolation, false), (missing.Kind, missing.IsTransient));
    }

    [Theory, EachDatabase]
    public async Task A_session_refuses_use_after_its_work(Database database)
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(database);
        var kept = await temporary.Metastore.ReadAsync(Task.FromResult);

        await Assert.ThrowsAsync<ObjectDisposedException>(() => Items.IdsAsync(kept));
    }
}
