namespace Bourse.Iceberg.Tests.Maintenance.Support;

/// <summary>Runs something that dies just before its n-th call to the store or the pointer, as a killed process would: nothing after it happens.</summary>
internal static class Dying
{
    /// <returns>Whether it died; otherwise it ended before as many calls.</returns>
    public static Task<bool> AtCallAsync(MaintainedLake lake, int number, Func<Task> run)
    {
        var left = number;
        return WhenAsync(lake, _ => left-- <= 0, run);
    }

    /// <returns>Whether it died.</returns>
    public static async Task<bool> WhenAsync(MaintainedLake lake, Func<string, bool> dies, Func<Task> run)
    {
        lake.Folder.BeforeCall = (name, _) =>
        {
            if (dies(name))
                throw new DiedException();
        };
        try
        {
            await run();
            return false;
        }
        catch (DiedException)
        {
            return true;
        }
        finally
        {
            lake.Folder.BeforeCall = (_, _) => { };
        }
    }

    private sealed class DiedException : Exception;
}
