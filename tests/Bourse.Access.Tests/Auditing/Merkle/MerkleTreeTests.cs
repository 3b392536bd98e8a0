using Bourse.Access.Auditing.Merkle;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Access.Tests.Auditing.Merkle;

public sealed class MerkleTreeTests
{
    private static readonly MerkleHash[] Records = [.. Enumerable.Range(0, 600).Select(number => MerkleHash.OfRecord(BitConverter.GetBytes(number)))];

    [Fact]
    public void The_tree_without_records_has_the_root_of_the_standard() =>
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", new MerkleFrontier().Root.ToString());

    [Fact]
    public async Task Frontier_and_tree_have_the_root_of_the_definition_at_every_size()
    {
        var frontier = new MerkleFrontier();
        var tree = new MerkleTree(new DefinedNodes());
        for (var size = 0; size <= 130; size++)
        {
            var expected = Definition(Records.AsSpan(0, size));
            Assert.Equal(expected, frontier.Root);
            Assert.Equal(expected, await tree.RootAsync(size));
            Assert.Equal(expected, (await tree.FrontierAsync(size)).Root);
            frontier.Add(Records[size]);
        }
    }

    [Fact]
    public void Every_proof_made_is_accepted_and_none_for_anything_else()
    {
        var cases = from size in Gen.Choose(1, 600)
                    from position in Gen.Choose(0, size - 1)
                    from old in Gen.Choose(1, size)
                    from broken in Gen.Choose(0, 20)
                    select (size, position, old, broken);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(300)), Prop.ForAll(cases.ToArbitrary(), async (test) =>
        {
            var (size, position, old, broken) = test;
            var tree = new MerkleTree(new DefinedNodes());
            var root = Definition(Records.AsSpan(0, size));
            var oldRoot = Definition(Records.AsSpan(0, old));
            var inclusion = await tree.ProveInclusionAsync(position, size);
            var consistency = await tree.ProveConsistencyAsync(old, size);
            Assert.True(MerkleProof.VerifyInclusion((ulong)position, (ulong)size, Records[position], inclusion, root));
            Assert.True(MerkleProof.VerifyConsistency((ulong)old, (ulong)size, oldRoot, root, consistency));
            Assert.False(MerkleProof.VerifyInclusion((ulong)position, (ulong)size, Records[(position + 1) % 600], inclusion, root));
            Assert.False(MerkleProof.VerifyConsistency((ulong)old, (ulong)size, Records[0], root, consistency) && old != 1);
            if (inclusion.Count > 0)
                Assert.False(MerkleProof.VerifyInclusion((ulong)position, (ulong)size, Records[position], Break(inclusion, broken), root));
            if (consistency.Count > 0)
                Assert.False(MerkleProof.VerifyConsistency((ulong)old, (ulong)size, oldRoot, root, Break(consistency, broken)));
        }));
    }

    private static MerkleHash[] Break(IReadOnlyList<MerkleHash> proof, int at)
    {
        var broken = proof.ToArray();
        broken[at % broken.Length] = MerkleHash.OfRecord([(byte)at]);
        return broken;
    }

    // RFC 6962 section 2.1, word for word.
    private static MerkleHash Definition(ReadOnlySpan<MerkleHash> records)
    {
        if (records.Length == 0)
            return MerkleHash.Empty;
        if (records.Length == 1)
            return records[0];
        var half = 1;
        while (half * 2 < records.Length)
            half *= 2;
        return MerkleHash.OfPair(Definition(records[..half]), Definition(records[half..]));
    }

    private sealed class DefinedNodes : IMerkleNodes
    {
        public ValueTask<MerkleHash> ReadAsync(int level, long index) => new(Definition(Records.AsSpan((int)index << level, 1 << level)));
    }
}
