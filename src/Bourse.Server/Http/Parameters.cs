using System.Diagnostics.CodeAnalysis;

namespace Bourse.Server.Http;

/// <summary>Decoded parameters of a query or a form, each name at most once: with two values, two parsers could each take another one.</summary>
public sealed class Parameters
{
    private readonly IReadOnlyList<KeyValuePair<string, string>> _all;

    private Parameters(IReadOnlyList<KeyValuePair<string, string>> all) => _all = all;

    /// <summary>All of them in the order sent.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> All => _all;

    /// <summary>A parameter's value, or null when it is absent.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var (key, value) in _all)
            {
                if (key == name)
                    return value;
            }
            return null;
        }
    }

    /// <summary>Whether the parameter is present, with or without a value.</summary>
    public bool Has(string name) => this[name] is not null;

    /// <summary>Takes the parameters; false when one is named twice.</summary>
    public static bool TryCreate(IReadOnlyList<KeyValuePair<string, string>> all, [NotNullWhen(true)] out Parameters? parameters)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        parameters = all.All(p => seen.Add(p.Key)) ? new Parameters(all) : null;
        return parameters is not null;
    }
}
