using System.Numerics;

namespace Bourse.Access.Auditing.Merkle;

/// <summary>
/// Verifies proofs. The general forms are those of subtrees (draft-ietf-plants-merkle-tree-certs section 4): records start to end, where
/// start is a multiple of
/// the power of two that holds end − start. A tree of n records is the subtree 0 to n, and there they are RFC 9162's.
/// </summary>
public static class MerkleProof
{
    /// <summary>
    /// Whether the record with this hash stands at a position of the tree of <paramref name="size"/> records with this root.
    /// </summary>
    public static bool VerifyInclusion(ulong position, ulong size, MerkleHash record, IReadOnlyList<MerkleHash> proof, MerkleHash root) =>
        VerifySubtreeInclusion(position, 0, size, record, proof, root);

    /// <summary>
    /// Whether the tree of <paramref name="newSize"/> records begins with the tree of <paramref name="oldSize"/>, one or more.
    /// </summary>
    public static bool VerifyConsistency(ulong oldSize, ulong newSize, MerkleHash oldRoot, MerkleHash newRoot, IReadOnlyList<MerkleHash> proof) =>
        oldSize > 0 && VerifySubtreeConsistency(0, oldSize, newSize, oldRoot, newRoot, proof);

    /// <summary>Whether the record with this hash stands at a position of the subtree <paramref name="start"/> to <paramref name="end"/> with this root.</summary>
    public static bool VerifySubtreeInclusion(
        ulong position, ulong start, ulong end, MerkleHash record, IReadOnlyList<MerkleHash> proof, MerkleHash root)
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (!IsSubtree(start, end) || position < start || position >= end)
            return false;
        // RFC 9162 section 2.1.3.2.
        var (at, last) = (position - start, end - start - 1);
        foreach (var sibling in proof)
        {
            if (last == 0)
                return false;
            if ((at & 1) == 1 || at == last)
            {
                record = MerkleHash.OfPair(sibling, record);
                while ((at & 1) == 0 && at != 0)
                    (at, last) = (at >> 1, last >> 1);
            }
            else
                record = MerkleHash.OfPair(record, sibling);
            (at, last) = (at >> 1, last >> 1);
        }
        return last == 0 && record == root;
    }

    /// <summary>
    /// Whether the tree of <paramref name="size"/> records holds the subtree <paramref name="start"/> to <paramref name="end"/> with this
    /// root. Every tree holds
    /// the subtree without records.
    /// </summary>
    public static bool VerifySubtreeConsistency(
        ulong start, ulong end, ulong size, MerkleHash subtreeRoot, MerkleHash root, IReadOnlyList<MerkleHash> proof)
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (start == end && end <= size)
            return proof.Count == 0 && subtreeRoot == MerkleHash.Empty;
        if (end > size || !IsSubtree(start, end))
            return false;
        // 1. Climb to the largest complete subtree that ends where the subtree ends.
        var (first, last, lastOfTree) = (start, end - 1, size - 1);
        var atTheEnd = last == lastOfTree;
        while (first != last && (atTheEnd || (last & 1) == 1))
            (first, last, lastOfTree) = (first >> 1, last >> 1, lastOfTree >> 1);
        // 2. It is the subtree itself, or the proof begins with it.
        var used = 0;
        if (first != last && proof.Count == 0)
            return false;
        var subtree = first == last ? subtreeRoot : proof[used++];
        var tree = subtree;
        // 3. Build both roots from it.
        for (; used < proof.Count; used++)
        {
            if (lastOfTree == 0)
                return false;
            if ((last & 1) == 1 || last == lastOfTree)
            {
                if (first < last)
                    subtree = MerkleHash.OfPair(proof[used], subtree);
                tree = MerkleHash.OfPair(proof[used], tree);
                while ((last & 1) == 0 && last != 0)
                    (first, last, lastOfTree) = (first >> 1, last >> 1, lastOfTree >> 1);
            }
            else
                tree = MerkleHash.OfPair(tree, proof[used]);
            (first, last, lastOfTree) = (first >> 1, last >> 1, lastOfTree >> 1);
        }
        return lastOfTree == 0 && subtree == subtreeRoot && tree == root;
    }

    private static bool IsSubtree(ulong start, ulong end)
    {
        if (start >= end)
            return false;
        var span = BitOperations.RoundUpToPowerOf2(end - start);
        // 0 where the power of two is 2^64.
        return span == 0 ? start == 0 : (start & (span - 1)) == 0;
    }
}
