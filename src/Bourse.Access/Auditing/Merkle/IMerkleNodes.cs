namespace Bourse.Access.Auditing.Merkle;

/// <summary>The hashes of a tree's complete subtrees.</summary>
public interface IMerkleNodes
{
    /// <summary>
    /// The hash of the subtree of 2^<paramref name="level"/> records that begins at record <paramref name="index"/> ×
    /// 2^<paramref name="level"/>.
    /// </summary>
    ValueTask<MerkleHash> ReadAsync(int level, long index);
}
