using System.Numerics;

namespace Bourse.Access.Auditing.Merkle;

/// <summary>Roots and proofs (RFC 6962 sections 2.1.1 and 2.1.2) of the tree that some nodes belong to. It reads; <see cref="MerkleProof"/> verifies.</summary>
public sealed class MerkleTree(IMerkleNodes nodes)
{
    /// <summary>The root of the tree of the first <paramref name="size"/> records.</summary>
    public ValueTask<MerkleHash> RootAsync(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return size == 0 ? new(MerkleHash.Empty) : RangeAsync(0, size);
    }

    /// <summary>
    /// The roots of the complete subtrees that make up the tree of the first <paramref name="size"/> records, ready to grow.
    /// </summary>
    public async Task<MerkleFrontier> FrontierAsync(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        var roots = new List<MerkleHash>();
        for (long start = 0, rest = size; rest > 0;)
        {
            var level = BitOperations.Log2((ulong)rest);
            roots.Add(await nodes.ReadAsync(level, start >> level));
            start += 1L << level;
            rest -= 1L << level;
        }
        return new MerkleFrontier(size, roots);
    }

    /// <summary>The proof that a record stands at a position of the tree of the first <paramref name="size"/> records.</summary>
    public async Task<IReadOnlyList<MerkleHash>> ProveInclusionAsync(long position, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, size);
        var siblings = new List<MerkleHash>();
        var start = 0L;
        for (var rest = size; rest > 1;)
        {
            var half = Half(rest);
            if (position < start + half)
            {
                siblings.Add(await RangeAsync(start + half, rest - half));
                rest = half;
            }
            else
            {
                siblings.Add(await RangeAsync(start, half));
                start += half;
                rest -= half;
            }
        }
        siblings.Reverse();
        return siblings;
    }

    /// <summary>
    /// The proof that the tree of the first <paramref name="newSize"/> records begins with the tree of the first
    /// <paramref name="oldSize"/>.
    /// </summary>
    public async Task<IReadOnlyList<MerkleHash>> ProveConsistencyAsync(long oldSize, long newSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(oldSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oldSize, newSize);
        var proof = new List<MerkleHash>();
        long start = 0, rest = newSize;
        var known = true;
        for (var part = oldSize; part != rest;)
        {
            var half = Half(rest);
            if (part <= half)
            {
                proof.Add(await RangeAsync(start + half, rest - half));
                rest = half;
            }
            else
            {
                proof.Add(await RangeAsync(start, half));
                start += half;
                rest -= half;
                part -= half;
                known = false;
            }
        }
        if (!known)
            proof.Add(await RangeAsync(start, rest));
        proof.Reverse();
        return proof;
    }

    // The largest power of two below n > 1.
    private static long Half(long n) => 1L << BitOperations.Log2((ulong)(n - 1));

    private async ValueTask<MerkleHash> RangeAsync(long start, long length)
    {
        if (BitOperations.IsPow2(length))
        {
            var level = BitOperations.Log2((ulong)length);
            return await nodes.ReadAsync(level, start >> level);
        }
        var half = Half(length);
        return MerkleHash.OfPair(await RangeAsync(start, half), await RangeAsync(start + half, length - half));
    }
}
