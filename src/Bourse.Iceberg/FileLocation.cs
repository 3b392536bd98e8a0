using System.Text.RegularExpressions;

namespace Bourse.Iceberg;

/// <summary>
/// A location split so that deletes find their files. The specification wants equal texts; but writers name one file with and without scheme and authority
/// (<c>hdfs://host:20500/t/f</c> and <c>/t/f</c>), or with another scheme of the same store (<c>s3a</c>), and a delete that finds nothing shows deleted rows.
/// </summary>
/// <param name="Store">Scheme and authority; empty when the location has none or is a local file's.</param>
/// <param name="Path">What follows.</param>
internal readonly partial record struct FileLocation(string Store, string Path)
{
    /// <summary>A regular expression, for the engine too: the scheme and authority at the start of a location.</summary>
    public const string StorePattern = "^[A-Za-z][A-Za-z0-9+.-]*:(//[^/]*)?";

    /// <summary>
    /// The scheme and authority of a local file or of S3 under its older names, written as one. Pattern and replacement of the engine's <c>regexp_replace</c>.
    /// </summary>
    public const string S3AliasPattern = "^s3[an]://";

    public const string S3Alias = "s3://";

    private const string LocalPattern = "^file:(//)?$";

    public static FileLocation Parse(string location)
    {
        var store = StoreForm().Match(location).Value;
        var path = location[store.Length..];
        if (LocalForm().IsMatch(store))
            return new FileLocation("", path);
        return new FileLocation(S3Form().Replace(store, S3Alias), path);
    }

    /// <summary>Whether both name one file: equal paths, and equal stores where both have one.</summary>
    public bool Names(FileLocation other) => Path == other.Path && (Store.Length == 0 || other.Store.Length == 0 || Store == other.Store);

    /// <summary>SQL for <see cref="Store"/> of a location.</summary>
    public static string StoreSql(string location) =>
        $"regexp_replace(regexp_replace(regexp_extract({location}, '{StorePattern}'), '{S3AliasPattern}', '{S3Alias}'), '{LocalPattern}', '')";

    /// <summary>SQL for <see cref="Path"/> of a location.</summary>
    public static string PathSql(string location) => $"regexp_replace({location}, '{StorePattern}', '')";

    [GeneratedRegex(StorePattern, RegexOptions.CultureInvariant)]
    private static partial Regex StoreForm();

    [GeneratedRegex(S3AliasPattern, RegexOptions.CultureInvariant)]
    private static partial Regex S3Form();

    [GeneratedRegex(LocalPattern, RegexOptions.CultureInvariant)]
    private static partial Regex LocalForm();
}
