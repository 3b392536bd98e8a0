using System.Text.RegularExpressions;

namespace Bourse.Catalog;

/// <summary>
/// The name of a table in the provider's lakehouse: a namespace (<c>bronze</c>, <c>silver</c> or <c>gold</c>) and a name of 1 to 63 lower-case letters,
/// digits and underscores that starts with a letter. Written <c>gold.nav_history</c>.
/// </summary>
public readonly partial record struct TableIdentifier
{
    private static readonly string[] s_namespaces = ["bronze", "silver", "gold"];

    private readonly string? _namespace;
    private readonly string? _name;

    /// <summary>Names a table.</summary>
    /// <exception cref="FormatException">A part is malformed; the message names the rule.</exception>
    public TableIdentifier(string tableNamespace, string name)
    {
        if (!s_namespaces.Contains(tableNamespace, StringComparer.Ordinal))
            throw new FormatException($"A table's namespace is one of {string.Join(", ", s_namespaces)}.");
        if (name is null || !NamePattern().IsMatch(name))
            throw new FormatException("A table's name has 1 to 63 lower-case letters, digits and underscores and starts with a letter.");
        (_namespace, _name) = (tableNamespace, name);
    }

    /// <summary>The namespaces there are.</summary>
    public static IReadOnlyList<string> Namespaces => s_namespaces;

    /// <summary><c>bronze</c>, <c>silver</c> or <c>gold</c>.</summary>
    public string Namespace => _namespace ?? throw new InvalidOperationException("TableIdentifier must be made from its parts, not defaulted.");

    /// <summary>The name within the namespace.</summary>
    public string Name => _name ?? throw new InvalidOperationException("TableIdentifier must be made from its parts, not defaulted.");

    /// <summary>Parses <c>namespace.name</c>.</summary>
    /// <exception cref="FormatException">The text is not of that form.</exception>
    public static TableIdentifier Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split('.') is [var tableNamespace, var name]
            ? new TableIdentifier(tableNamespace, name)
            : throw new FormatException("A table is written namespace.name, such as gold.nav_history.");
    }

    /// <summary>The name made of two parts; null when one of them is malformed, so that there is no such table.</summary>
    public static TableIdentifier? TryMake(string tableNamespace, string name) =>
        s_namespaces.Contains(tableNamespace, StringComparer.Ordinal) && name is not null && NamePattern().IsMatch(name)
            ? new TableIdentifier(tableNamespace, name)
            : null;

    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}.{Name}";

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,62}\z")]
    private static partial Regex NamePattern();
}
