using System.Globalization;
using System.Text.RegularExpressions;
using Bourse.Access.Identity;
using Bourse.Catalog;
using Bourse.Contracts;
using Bourse.Contracts.Yaml;
using Bourse.Pipelines.Models;
using Bourse.Pipelines.Tabular;

namespace Bourse.Pipelines.Packs;

/// <summary>Reads <c>pack.yaml</c> and the models beside it, strictly: every mistake at once, each with its path.</summary>
public static partial class PackReader
{
    /// <summary>The file that makes a folder a pack.</summary>
    public const string FileName = "pack.yaml";

    /// <summary>Reads a pack.</summary>
    /// <param name="folder">The folder; relative paths are from the working folder.</param>
    /// <exception cref="PipelineException">The pack is not valid; the message lists every mistake.</exception>
    public static Pack Read(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var root = Path.GetFullPath(folder);
        var file = Path.Combine(root, FileName);
        if (!File.Exists(file))
            throw new PipelineException($"{root} is not a pack: it has no {FileName}.");
        var mistakes = new List<string>();
        try
        {
            var map = new MapReader(YamlTreeReader.Read(File.ReadAllText(file)), "", mistakes);
            var pack = ReadPack(map, new PackFolder(root), mistakes);
            map.Finish();
            if (mistakes.Count == 0)
                return pack;
        }
        catch (ContractFormatException e)
        {
            mistakes.Add(e.Message);
        }
        throw new PipelineException($"The pack {file} is not valid:\n" + string.Join("\n", mistakes.Select(mistake => "- " + mistake)));
    }

    private static Pack ReadPack(MapReader map, PackFolder folder, List<string> mistakes)
    {
        var sources = map.Maps("sources", each => ReadSource(each, folder, new Dictionary<TableIdentifier, CsvFormat>()));
        var formats = sources.Where(source => source.Table != default)
            .GroupBy(source => source.Table).ToDictionary(group => group.Key, group => group.First().Format);
        return new Pack
        {
            Folder = folder.Path,
            Name = map.Text("name"),
            Title = map.Text("title"),
            Provider = map.Map("provider", ReadProvider) ?? Missing(map, "provider", new PackProvider(default, "", "")),
            Region = map.Text("region"),
            Sources = sources,
            Models = ReadModels(map.Texts("models"), folder, mistakes),
            Contracts = ReadFiles(map, "products", folder),
            Agreements = ReadFiles(map, "agreements", folder),
            Revisions = ReadRevisions(map, folder, formats),
        };
    }

    private static PackProvider ReadProvider(MapReader map)
    {
        if (!AccountId.TryParse(map.Text("account"), out var account))
            map.Mistake("account", "must be 12 digits, in quotes.");
        return new PackProvider(account, map.Text("name"), map.Text("contact"));
    }

    private static PackSource ReadSource(MapReader map, PackFolder folder, IReadOnlyDictionary<TableIdentifier, CsvFormat> formats)
    {
        var table = ReadTable(map);
        var name = map.Text("file");
        var digest = map.Text("sha256");
        if (!Digest().IsMatch(digest))
            map.Mistake("sha256", "must be 64 lower-case hexadecimal digits: run sha256sum on the file.");
        if (folder.TryResolve(name, out var file) is { } mistake)
            map.Mistake("file", mistake);
        return new PackSource
        {
            Table = table,
            Name = name,
            File = file,
            Sha256 = digest,
            Description = map.OptionalText("description"),
            Licence = map.Text("licence"),
            Origin = map.Text("origin"),
            Format = map.Map("read", ReadFormat) ?? formats.GetValueOrDefault(table, CsvFormat.Comma),
        };
    }

    private static TableIdentifier ReadTable(MapReader map)
    {
        try
        {
            return new TableIdentifier("bronze", map.Text("table"));
        }
        catch (FormatException e)
        {
            map.Mistake("table", e.Message);
            return default;
        }
    }

    private static CsvFormat ReadFormat(MapReader map)
    {
        if (map.Text("format") != "csv")
            map.Mistake("format", "must be csv.");
        if (map.OptionalText("header") is { } header && header != "true")
            map.Mistake("header", "must be true: columns are named by the file's heading.");
        var delimiter = map.OptionalText("delimiter") ?? ",";
        if (delimiter.Length != 1 || delimiter[0] is '"' or '\r' or '\n')
            map.Mistake("delimiter", "must be one character other than a quote.");
        return new CsvFormat(delimiter.FirstOrDefault(','));
    }

    private static List<PackRevision> ReadRevisions(MapReader map, PackFolder folder, IReadOnlyDictionary<TableIdentifier, CsvFormat> formats)
    {
        var revisions = map.Maps("revisions", each =>
        {
            if (!int.TryParse(each.Text("number"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 2)
                each.Mistake("number", "must be 2 or more; the sources above are revision 1.");
            return new PackRevision(number, each.Text("description"), each.Maps("sources", source => ReadSource(source, folder, formats)));
        });
        if (revisions.Select(revision => revision.Number).Distinct().Count() != revisions.Count)
            map.Mistake("revisions", "names a number twice.");
        return [.. revisions.OrderBy(revision => revision.Number)];
    }

    private static List<string> ReadFiles(MapReader map, string key, PackFolder folder)
    {
        var files = new List<string>();
        foreach (var name in map.Texts(key))
        {
            if (folder.TryResolve(name, out var file) is { } mistake)
                map.Mistake(key, mistake);
            files.Add(file);
        }
        return files;
    }

    private static List<Model> ReadModels(IReadOnlyList<string> names, PackFolder folder, List<string> mistakes)
    {
        var models = new List<Model>();
        foreach (var name in names)
        {
            if (folder.TryResolveFolder(name, out var path) is { } mistake)
            {
                mistakes.Add($"models: {mistake}");
                continue;
            }
            foreach (var file in Directory.EnumerateFiles(path, "*.sql").Order(StringComparer.Ordinal))
            {
                try
                {
                    models.Add(ModelReader.Read(File.ReadAllText(file), $"{name}/{Path.GetFileName(file)}"));
                }
                catch (PipelineException e)
                {
                    mistakes.Add(e.Message);
                }
            }
        }
        foreach (var twice in models.GroupBy(model => model.Table).Where(group => group.Count() > 1))
            mistakes.Add($"models: {string.Join(" and ", twice.Select(model => model.File))} both make {twice.Key}; keep one.");
        return models;
    }

    private static T Missing<T>(MapReader map, string key, T value)
    {
        if (!map.Has(key))
            map.Mistake(key, "is missing.");
        return value;
    }

    [GeneratedRegex(@"\A[0-9a-f]{64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Digest();
}
