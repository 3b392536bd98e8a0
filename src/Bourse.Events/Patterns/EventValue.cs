using System.Text.Json;

namespace Bourse.Events.Patterns;

/// <summary>One value of an event while its conditions are tried. Its text is decoded once, when a condition first asks for it.</summary>
internal struct EventValue(JsonElement element)
{
    private string? _text;

    public readonly JsonElement Element => element;

    public readonly bool IsText => element.ValueKind == JsonValueKind.String;

    public string Text => _text ??= element.GetString()!;

    /// <summary>What one more condition on it costs: the longer a text, the more.</summary>
    public readonly int Steps => 1 + (_text?.Length ?? 0) / 16;
}
