using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Bourse.Metastore.Migrating;

/// <summary>Reads the migrations that an assembly carries.</summary>
internal static class MigrationReader
{
    private const string Prefix = "Migrations/";
    private const string Suffix = ".sql";
    private const string OtherSuffix = ".postgresql.sql";
    private const int NumberDigits = 4;

    /// <summary>The set's migrations in order, each in the text that is the database's own where it has one.</summary>
    /// <exception cref="InvalidOperationException">The set is empty, a name is malformed, or the numbers are not 1, 2, 3…: a mistake of the build.</exception>
    public static IReadOnlyList<Migration> Read(MigrationSet set, MetastoreDialect dialect)
    {
        var resources = set.Assembly.GetManifestResourceNames().Where(resource => resource.StartsWith(Prefix, StringComparison.Ordinal)).ToHashSet();
        var migrations = resources
            .Where(resource => !resource.EndsWith(OtherSuffix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(resource => ReadOne(set, resource, OfDialect(resource, dialect) is var own && resources.Contains(own) ? own : resource))
            .ToList();
        if (migrations.Count == 0)
            throw new InvalidOperationException($"The migration set '{set.Name}' has no embedded resource {Prefix}NNNN_what{Suffix}.");
        for (var index = 0; index < migrations.Count; index++)
            if (migrations[index].Number != index + 1)
                throw new InvalidOperationException(
                    $"The migration set '{set.Name}' has no migration {index + 1:0000}; {migrations[index].Name} comes in its place.");
        return migrations;
    }

    private static string OfDialect(string resource, MetastoreDialect dialect) =>
        dialect == MetastoreDialect.Postgres && resource.EndsWith(Suffix, StringComparison.Ordinal) ? resource[..^Suffix.Length] + OtherSuffix : resource;

    private static Migration ReadOne(MigrationSet set, string resource, string ofDialect)
    {
        var name = resource[Prefix.Length..];
        if (!name.EndsWith(Suffix, StringComparison.Ordinal) || name.Length <= NumberDigits + 1 + Suffix.Length || name[NumberDigits] != '_'
            || !int.TryParse(name.AsSpan(0, NumberDigits), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new InvalidOperationException($"The migration '{name}' of set '{set.Name}' is not named NNNN_what{Suffix}.");
        // A checkout with other line ends must not look like an edited migration.
        var sql = ReadText(set.Assembly, ofDialect).ReplaceLineEndings("\n");
        return new Migration(number, name[..^Suffix.Length], sql, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))));
    }

    private static string ReadText(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
