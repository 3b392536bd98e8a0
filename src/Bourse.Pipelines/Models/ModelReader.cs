using System.Text.RegularExpressions;
using Bourse.Catalog;
using Bourse.Iceberg.Partitioning;

namespace Bourse.Pipelines.Models;

/// <summary>
/// Reads a model file: comment lines <c>-- key: value</c> up to the first blank line, then one SELECT.
/// <code>
/// -- name: gold.nav_history
/// -- description: Net asset values of the model funds.
/// -- key: fund_id, valid_date, known_at
/// -- partition: identity(asset_class), month(valid_date)
/// -- order: fund_id, valid_date
///
/// SELECT …
/// </code>
/// </summary>
public static partial class ModelReader
{
    private static readonly string[] s_keys = ["name", "description", "key", "partition", "order"];

    /// <summary>Reads a model's text.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="file">Its name, for messages; a model <c>silver.x</c> must be in a file <c>silver/x.sql</c>.</param>
    /// <exception cref="PipelineException">The header is not of that form; the message names the file, the line and the rule.</exception>
    public static Model Read(string text, string file)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var header = new Dictionary<string, string>(StringComparer.Ordinal);
        var at = 0;
        for (; at < lines.Length && lines[at].Length > 0; at++)
        {
            var match = HeaderLine().Match(lines[at]);
            if (!match.Success || !s_keys.Contains(match.Groups[1].Value, StringComparer.Ordinal))
                throw Mistake(file, $"line {at + 1} must be '-- key: value' with one of {string.Join(", ", s_keys)}; a blank line ends the header.");
            if (!header.TryAdd(match.Groups[1].Value, match.Groups[2].Value.Trim()))
                throw Mistake(file, $"line {at + 1} gives '{match.Groups[1].Value}' again.");
        }
        var sql = string.Join("\n", lines.Skip(at)).Trim();
        if (sql.Length == 0)
            throw Mistake(file, "there is no SELECT after the header and a blank line.");
        return new Model
        {
            Table = Table(header, file),
            Description = Required(header, "description", file),
            Key = Columns(header.GetValueOrDefault("key", "")),
            Partitions = Partitions(header.GetValueOrDefault("partition", "none"), file),
            Order = Columns(header.GetValueOrDefault("order", "")),
            Sql = sql,
            File = file,
        };
    }

    private static TableIdentifier Table(Dictionary<string, string> header, string file)
    {
        TableIdentifier table;
        try
        {
            table = TableIdentifier.Parse(Required(header, "name", file));
        }
        catch (FormatException e)
        {
            throw Mistake(file, $"name: {e.Message}");
        }
        if (table.Namespace is not ("silver" or "gold"))
            throw Mistake(file, $"name: {table} is not made by a model; models make silver and gold tables.");
        if (!file.EndsWith($"{table.Namespace}/{table.Name}.sql", StringComparison.Ordinal))
            throw Mistake(file, $"name: {table} belongs into the file {table.Namespace}/{table.Name}.sql.");
        return table;
    }

    private static List<ModelPartition> Partitions(string text, string file)
    {
        if (text == "none")
            return [];
        var partitions = new List<ModelPartition>();
        foreach (var part in Columns(text))
        {
            var match = PartitionPart().Match(part);
            if (!match.Success)
                throw Mistake(file, $"partition: '{part}' must be none, identity(column) or month(column).");
            Transform transform = match.Groups[1].Value == "month" ? new Transform.Month() : new Transform.Identity();
            partitions.Add(new ModelPartition(match.Groups[2].Value, transform));
        }
        return partitions;
    }

    private static string Required(Dictionary<string, string> header, string key, string file) =>
        header.TryGetValue(key, out var value) && value.Length > 0 ? value : throw Mistake(file, $"the header lacks '-- {key}: …'.");

    private static string[] Columns(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static PipelineException Mistake(string file, string what) => new($"{file}: {what}");

    [GeneratedRegex(@"\A-- ([a-z]+):(.*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex HeaderLine();

    [GeneratedRegex(@"\A(identity|month)\(([A-Za-z_][A-Za-z0-9_]*)\)\z", RegexOptions.CultureInvariant)]
    private static partial Regex PartitionPart();
}
