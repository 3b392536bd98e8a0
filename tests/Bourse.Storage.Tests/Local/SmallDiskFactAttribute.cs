namespace Bourse.Storage.Tests.Local;

/// <summary>A test that needs to mount a tmpfs; without that right an injected error covers the same path.</summary>
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute()
    {
        using var folder = new TemporaryDirectory();
        using var disk = SmallDisk.TryMount(folder.Path, "64k");
        if (disk is null)
            Skip = "skipped, mounting a small tmpfs is not permitted here";
    }
}
