using Bourse.Storage;

namespace Bourse.Iceberg.Maintenance;

/// <summary>Removes files one by one, in the order given, and says so.</summary>
internal static class FileRemoval
{
    private const int FilesPerLine = 1000;

    public static async Task RunAsync(MaintainedTable table, IReadOnlyList<string> locations, CancellationToken cancellationToken)
    {
        for (var i = 0; i < locations.Count; i++)
        {
            FaultPoint.Reach("maintenance.remove-file");
            await table.Folder.DeleteAsync(locations[i], cancellationToken);
            if ((i + 1) % FilesPerLine == 0 || i + 1 == locations.Count)
                table.Progress($"removed {i + 1} of {locations.Count} files");
        }
    }
}
