using Bourse.Access.Auditing;
using Bourse.Access.Auditing.Checkpoints;
using Bourse.Access.Auditing.Merkle;
using Bourse.Access.Auditing.Verifying;
using Bourse.Metastore;

namespace Bourse.Access.Tests.Auditing;

public sealed class AuditSequencerTests
{
    private static async Task<Checkpoint> CheckpointAsync(LogFixture log)
    {
        var text = Assert.IsType<NoteOutcome.Signed>(SignedNote.Open(await log.CheckpointAsync(), log.Signer.Verifier)).Text;
        Assert.True(Checkpoint.TryParse(text, out var checkpoint));
        return checkpoint;
    }

    [Fact]
    public async Task Records_get_their_places_in_order_and_the_checkpoint_is_that_of_their_bytes()
    {
        await using var log = await LogFixture.CreateAsync();
        var expected = new MerkleFrontier();
        // Sizes around the edges of tiles: 256 hashes a tile.
        foreach (var count in new[] { 1, 2, 252, 1, 1, 255, 3, 700 })
        {
            await log.AppendAsync(count);
            Assert.Equal(count, await log.Sequencer.IntegrateAsync());
            var bodies = await log.Metastore.ReadAsync(session => session.QueryAsync<string>(
                "SELECT body FROM audit_log WHERE position >= @Size ORDER BY position", new { expected.Size }));
            foreach (var body in bodies)
            {
                Assert.Equal(expected.Size, AuditRecordJson.Parse(body).Position);
                expected.Add(MerkleHash.OfRecord(System.Text.Encoding.UTF8.GetBytes(body)));
            }
            Assert.Equal(new Checkpoint(LogFixture.Origin, expected.Size, expected.Root), await CheckpointAsync(log));
        }
        Assert.Equal(0, await log.Sequencer.IntegrateAsync());
    }

    [Fact]
    public async Task Proofs_come_from_the_tiles()
    {
        await using var log = await LogFixture.CreateAsync();
        await log.AppendAsync(300);
        await log.Sequencer.IntegrateAsync();
        var old = await CheckpointAsync(log);
        await log.AppendAsync(400);
        await log.Sequencer.IntegrateAsync();
        var now = await CheckpointAsync(log);
        await log.Metastore.ReadAsync(async session =>
        {
            var nodes = new TileNodes(session);
            var tree = new MerkleTree(nodes);
            Assert.True(MerkleProof.VerifyConsistency(300, 700, old.Root, now.Root, await tree.ProveConsistencyAsync(300, 700)));
            foreach (var position in new[] { 0, 255, 256, 299, 511, 699 })
                Assert.True(MerkleProof.VerifyInclusion(
                    (ulong)position, 700, await nodes.ReadAsync(0, position), await tree.ProveInclusionAsync(position, 700), now.Root));
            return true;
        });
    }

    [Fact]
    public async Task Only_the_holder_of_the_lease_sequences()
    {
        await using var log = await LogFixture.CreateAsync();
        var other = log.NewSequencer("node-2");
        await log.AppendAsync(1);
        Assert.Equal(1, await log.Sequencer.IntegrateAsync());
        await log.AppendAsync(1);
        Assert.Null(await other.IntegrateAsync());
        Assert.Equal(1, await log.Sequencer.IntegrateAsync());
        // The first node stops renewing; the second takes over, and the first finds out in the transaction.
        log.Time.Now += TimeSpan.FromSeconds(6);
        await log.AppendAsync(1);
        Assert.Equal(1, await other.IntegrateAsync());
        log.Time.Now -= TimeSpan.FromSeconds(6);
        await log.AppendAsync(1);
        Assert.Null(await log.Sequencer.IntegrateAsync());
        log.Time.Now += TimeSpan.FromSeconds(6);
        Assert.Equal(1, await other.IntegrateAsync());
        Assert.Equal(4, (await CheckpointAsync(log)).Size);
    }

    [Theory]
    [InlineData("DELETE FROM audit_checkpoints WHERE size > 2", AuditFinding.TailNotSigned)]
    [InlineData("DELETE FROM audit_checkpoints", AuditFinding.CheckpointMissing)]
    [InlineData("DELETE FROM audit_checkpoints; DELETE FROM audit_log WHERE position > 0", AuditFinding.CheckpointMissing)]
    [InlineData("DELETE FROM audit_checkpoints; DELETE FROM audit_log", AuditFinding.CheckpointMissing)]
    [InlineData("DELETE FROM audit_log WHERE position > 2", AuditFinding.TailCut)]
    public async Task Records_that_come_after_checkpoints_or_records_were_taken_away_are_not_signed_and_the_verdict_says_why(string attack, AuditFinding finding)
    {
        await using var log = await LogFixture.CreateAsync();
        foreach (var count in new[] { 2, 3 })
        {
            await log.AppendAsync(count);
            await log.Sequencer.IntegrateAsync();
        }
        foreach (var statement in attack.Split("; "))
            await log.Metastore.WriteAsync(session => session.ExecuteAsync(statement));
        await log.AppendAsync(1);

        var refused = await Assert.ThrowsAsync<MetastoreException>(() => log.Sequencer.IntegrateAsync());

        Assert.Equal(MetastoreErrorKind.Corrupt, refused.Kind);
        Assert.Contains("'bourse audit verify' says what was changed. Records are kept.", refused.Message, StringComparison.Ordinal);
        var verdict = await log.Metastore.ReadAsync(session => new AuditDatabase(session).VerifyAsync(log.Signer.Verifier));
        Assert.Equal(finding, Assert.IsType<AuditVerdict.Refuted>(verdict).Finding);
    }

    [Fact]
    public async Task A_log_that_was_never_signed_is_verified_by_what_waits()
    {
        await using var log = await LogFixture.CreateAsync();
        Assert.Equal((0L, 0L), await SizeAsync());
        await log.AppendAsync(2);
        Assert.Equal((0L, 2L), await SizeAsync());

        async Task<(long Size, long Pending)> SizeAsync()
        {
            var verdict = await log.Metastore.ReadAsync(session => new AuditDatabase(session).VerifyAsync(log.Signer.Verifier));
            var verified = Assert.IsType<AuditVerdict.Verified>(verdict);
            return (verified.Log.Size, verified.Pending);
        }
    }

    [Fact]
    public async Task A_round_that_fails_leaves_everything_as_it_was()
    {
        await using var log = await LogFixture.CreateAsync();
        await log.AppendAsync(2);
        await log.Sequencer.IntegrateAsync();
        var before = await log.CheckpointAsync();
        await log.AppendAsync(3);
        await log.Metastore.WriteAsync(session => session.ExecuteAsync("ALTER TABLE audit_checkpoints RENAME COLUMN note TO gone"));
        await Assert.ThrowsAsync<MetastoreException>(() => log.Sequencer.IntegrateAsync());
        await log.Metastore.WriteAsync(session => session.ExecuteAsync("ALTER TABLE audit_checkpoints RENAME COLUMN gone TO note"));
        Assert.Equal(before, await log.CheckpointAsync());
        Assert.Equal(3, await log.Sequencer.IntegrateAsync());
        Assert.Equal(5, (await CheckpointAsync(log)).Size);
        Assert.IsType<AuditVerdict.Verified>(await log.VerifyAsync(before));
    }

    [Fact]
    public async Task A_running_sequencer_integrates_and_gives_its_lease_back()
    {
        await using var log = await LogFixture.CreateAsync();
        await log.AppendAsync(1);
        using var stop = new CancellationTokenSource();
        var running = log.Sequencer.RunAsync(stop.Token);
        await stop.CancelAsync();
        await running;
        Assert.Equal(1, (await CheckpointAsync(log)).Size);
        await log.AppendAsync(1);
        Assert.Equal(1, await log.NewSequencer("node-2").IntegrateAsync());
    }

    [Fact]
    public async Task The_signing_key_is_made_once()
    {
        await using var log = await LogFixture.CreateAsync();
        using var again = await log.Keys.OpenOrCreateAsync(LogFixture.Origin);
        Assert.Equal(log.Signer.Verifier.ToString(), again.Verifier.ToString());
    }
}
