namespace Bourse.Iceberg.Local;

/// <summary>A path without links, as far as it exists.</summary>
internal static class RealPath
{
    private const int LinksMax = 40;

    public static string Of(string path)
    {
        var links = 0;
        var pending = new Stack<string>(Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        var real = "/";
        while (pending.TryPop(out var segment))
        {
            if (segment == "..")
            {
                real = Path.GetDirectoryName(real) ?? "/";
                continue;
            }
            var next = Path.Combine(real, segment);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }
            if (++links > LinksMax)
                throw new IcebergFormatException($"'{path}' leads through more than {LinksMax} links.");
            if (Path.IsPathRooted(target))
                real = "/";
            foreach (var part in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(p => p != ".").Reverse())
                pending.Push(part);
        }
        return real;
    }
}
