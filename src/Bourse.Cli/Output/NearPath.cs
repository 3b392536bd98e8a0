namespace Bourse.Cli.Output;

/// <summary>A path as it is written in commands: relative where it lies below the folder one is in.</summary>
internal static class NearPath
{
    public static string Of(string path)
    {
        var near = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return near.StartsWith("..", StringComparison.Ordinal) ? path : near;
    }
}
