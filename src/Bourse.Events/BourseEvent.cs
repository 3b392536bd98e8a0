using System.Text.Json;

namespace Bourse.Events;

/// <summary>Something that happened and that an account may hear of. Its id and time are given by the bus.</summary>
public sealed record BourseEvent
{
    /// <summary>The audience that is every account.</summary>
    public const string Everyone = "*";

    /// <summary>What happened: lower-case words with dots and hyphens, such as <c>revision.published</c>.</summary>
    public required string Type { get; init; }

    /// <summary>What it happened to, 1 to 256 characters, such as a product's name.</summary>
    public required string Subject { get; init; }

    /// <summary>The account that may see the event, 12 digits, or <see cref="Everyone"/>. It is not part of what is sent.</summary>
    public required string Audience { get; init; }

    /// <summary>The particulars, at most 64 KiB as JSON. Nothing here may tell one account about another.</summary>
    public required JsonElement Data { get; init; }
}
