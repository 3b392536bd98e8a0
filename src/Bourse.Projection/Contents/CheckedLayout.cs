using Bourse.Storage;
using Bourse.Storage.Blocks;

namespace Bourse.Projection.Contents;

/// <summary>A virtual object of which each block is compared with its digest before any of its bytes is given; for many readers at once.</summary>
internal sealed class CheckedLayout(VirtualContent content, VirtualLayout layout, ContentStores contents)
{
    private readonly ObjectKey _key = ObjectKey.Parse(content.Key);

    /// <summary>What the object is made of.</summary>
    public VirtualLayout Layout => layout;

    /// <summary>Opens a range inside the object; reads throw <see cref="CorruptObjectException"/> at the first block that differs.</summary>
    public Stream Open(long offset, long length)
    {
        var (first, count) = layout.Digests.BlocksAround(offset, length);
        return VerifiedReads.Over(contents.Open(layout.Slice(first, count)), content.Store, _key, layout.Digests, offset, length);
    }
}
