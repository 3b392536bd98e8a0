using System.Globalization;

namespace Bourse.Iceberg.Scanning.Columns;

/// <summary>The names the engine gives a file's columns: of those that differ in case alone, later ones get a number.</summary>
internal sealed class EngineNames
{
    private readonly Dictionary<string, int> _seen = new(StringComparer.OrdinalIgnoreCase);

    public string Next(string name)
    {
        if (_seen.TryAdd(name, 1))
            return name;
        while (true)
        {
            var numbered = string.Create(CultureInfo.InvariantCulture, $"{name}_{_seen[name]++}");
            if (_seen.TryAdd(numbered, 1))
                return numbered;
        }
    }
}
