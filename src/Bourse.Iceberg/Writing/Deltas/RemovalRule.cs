using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Manifests;

namespace Bourse.Iceberg.Writing.Deltas;

/// <summary>Which files a snapshot takes out of those it finds. Closed.</summary>
internal abstract record RemovalRule
{
    private RemovalRule() { }

    /// <summary>None.</summary>
    public sealed record Nothing : RemovalRule
    {
        public override bool MayTouch(ManifestFile manifest) => false;

        public override bool Removes(DataFile file) => false;
    }

    /// <summary>All, data and deletes.</summary>
    public sealed record Everything : RemovalRule
    {
        public override bool MayTouch(ManifestFile manifest) => true;

        public override bool Removes(DataFile file) => true;
    }

    /// <summary>Those of some partitions of one spec, the deletes of these partitions among them.</summary>
    /// <param name="SpecId">The spec.</param>
    /// <param name="Values">The partitions.</param>
    /// <param name="NoneAdded">Whether rows that were added to them since they were read are a conflict; they are replaced too otherwise.</param>
    public sealed record Partitions(int SpecId, IReadOnlySet<ValueList<Literal?>> Values, bool NoneAdded) : RemovalRule
    {
        public override bool MayTouch(ManifestFile manifest) => manifest.SpecId == SpecId;

        public override bool Removes(DataFile file) => file.SpecId == SpecId && Values.Contains(file.Partition);
    }

    /// <summary>Those named.</summary>
    public sealed record Paths(IReadOnlySet<string> Values, IReadOnlySet<int> SpecIds) : RemovalRule
    {
        public override bool MayTouch(ManifestFile manifest) => SpecIds.Contains(manifest.SpecId);

        public override bool Removes(DataFile file) => Values.Contains(file.Path) || (file.ReferencedDataFile is { } data && Values.Contains(data));
    }

    /// <summary>Whether a manifest may list a file that goes.</summary>
    public abstract bool MayTouch(ManifestFile manifest);

    /// <summary>Whether a file goes.</summary>
    public abstract bool Removes(DataFile file);

    public static RemovalRule Of(ValueList<DataFile> files) => files.Count == 0
        ? new Nothing()
        : new Paths(files.Select(f => f.Path).ToHashSet(StringComparer.Ordinal), files.Select(f => f.SpecId).ToHashSet());
}
