using System.Globalization;

namespace Bourse.Iceberg.Maintenance;

/// <summary>Reads properties and collects what is wrong with them, so that all of it is said at once.</summary>
internal sealed class PolicyProperties(TextDictionary properties)
{
    private readonly List<string> _mistakes = [];

    public bool Flag(string name, bool otherwise)
    {
        if (!properties.TryGetValue(name, out var text))
            return otherwise;
        if (bool.TryParse(text, out var flag))
            return flag;
        _mistakes.Add($"{name}: must be true or false.");
        return otherwise;
    }

    public long Whole(string name, long otherwise, long min = 1, long max = long.MaxValue)
    {
        if (!properties.TryGetValue(name, out var text))
            return otherwise;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            return number;
        _mistakes.Add(max == long.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"{name}: must be a whole number from {min} up.")
            : string.Create(CultureInfo.InvariantCulture, $"{name}: must be a whole number from {min} to {max}."));
        return otherwise;
    }

    public TimeSpan Duration(string name, TimeSpan otherwise, TimeSpan min) =>
        TimeSpan.FromMilliseconds(Whole(name, (long)otherwise.TotalMilliseconds, (long)min.TotalMilliseconds, (long)TimeSpan.FromDays(36_500).TotalMilliseconds));

    public string Choice(string name, string otherwise, params string[] choices)
    {
        if (!properties.TryGetValue(name, out var text) || choices.Contains(text, StringComparer.Ordinal))
            return text ?? otherwise;
        _mistakes.Add($"{name}: must be one of {string.Join(", ", choices)}.");
        return otherwise;
    }

    /// <exception cref="MaintenanceException">A property was malformed.</exception>
    public void ThrowIfMistaken()
    {
        if (_mistakes.Count > 0)
            throw new MaintenanceException($"The table's properties cannot be followed: {string.Join(" ", _mistakes)}");
    }
}
