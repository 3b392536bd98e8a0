using System.Numerics;

namespace Bourse.Access.Auditing.Merkle;

/// <summary>
/// A growing tree of which only the roots of its complete subtrees are kept, one for each set bit of the size: enough to add records and
/// to tell the root.
/// </summary>
public sealed class MerkleFrontier
{
    private readonly List<MerkleHash> _roots = [];

    /// <summary>A tree without records.</summary>
    public MerkleFrontier()
    {
    }

    /// <summary>Goes on with a tree of <paramref name="size"/> records.</summary>
    /// <param name="size">Number of records.</param>
    /// <param name="roots">The roots of its complete subtrees, the largest first.</param>
    /// <exception cref="ArgumentException">Their number does not fit the size.</exception>
    public MerkleFrontier(long size, IEnumerable<MerkleHash> roots)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        _roots.AddRange(roots);
        Size = size;
        if (_roots.Count != BitOperations.PopCount((ulong)size))
            throw new ArgumentException("There is one root for each set bit of the size.", nameof(roots));
    }

    /// <summary>Number of records.</summary>
    public long Size { get; private set; }

    /// <summary>The root of the whole tree.</summary>
    public MerkleHash Root
    {
        get
        {
            if (_roots.Count == 0)
                return MerkleHash.Empty;
            var root = _roots[^1];
            for (var index = _roots.Count - 2; index >= 0; index--)
                root = MerkleHash.OfPair(_roots[index], root);
            return root;
        }
    }

    /// <summary>Adds a record's hash.</summary>
    public void Add(MerkleHash record)
    {
        for (var size = Size; (size & 1) == 1; size >>= 1)
        {
            record = MerkleHash.OfPair(_roots[^1], record);
            _roots.RemoveAt(_roots.Count - 1);
        }
        _roots.Add(record);
        Size++;
    }
}
