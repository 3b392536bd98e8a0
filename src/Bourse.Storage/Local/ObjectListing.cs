namespace Bourse.Storage.Local;

/// <summary>Walks a folder in the order of keys.</summary>
internal static class ObjectListing
{
    /// <summary>The objects below a folder whose key starts with the prefix and comes after a text. Links are not followed.</summary>
    public static IEnumerable<ObjectInfo> Below(string folder, string keyOfFolder, string prefix, string after = "")
    {
        var entries = new DirectoryInfo(folder).GetFileSystemInfos()
            .Where(e => e.LinkTarget is null)
            // A folder sorts with its slash: 'a-b' comes before 'a/b'.
            .Select(e => (Entry: e, Name: keyOfFolder + (e is DirectoryInfo ? e.Name + "/" : e.Name)))
            .OrderBy(e => e.Name, CodePointOrder.Instance);
        foreach (var (entry, name) in entries)
        {
            if (entry is FileInfo file && name.StartsWith(prefix, StringComparison.Ordinal) && IsAfter(name, after))
                yield return new ObjectInfo(KeyOf(name), file.Length, new DateTimeOffset(file.LastWriteTimeUtc));
            if (entry is not DirectoryInfo || !MayHold(name, prefix) || EndsBefore(name, after))
                continue;
            foreach (var info in Below(entry.FullName, name, prefix, after))
                yield return info;
        }
    }

    private static bool MayHold(string folder, string prefix) =>
        folder.StartsWith(prefix, StringComparison.Ordinal) || prefix.StartsWith(folder, StringComparison.Ordinal);

    private static bool IsAfter(string name, string after) => CodePointOrder.Instance.Compare(name, after) > 0;

    // Of a folder that the text does not lead into, all keys come before it or all after.
    private static bool EndsBefore(string folder, string after) => !after.StartsWith(folder, StringComparison.Ordinal) && !IsAfter(folder, after);

    private static ObjectKey KeyOf(string name) => ObjectKey.TryParse(name, out var key)
        ? key
        : throw new StorageException($"The store holds the file '{name}', which no object can be named; remove it.", isTransient: false);
}
