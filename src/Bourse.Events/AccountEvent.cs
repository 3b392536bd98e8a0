using System.Text.Json;

namespace Bourse.Events;

/// <summary>An event that an account tells itself of: it alone hears it.</summary>
public sealed record AccountEvent
{
    /// <summary>The account, 12 digits.</summary>
    public required string Account { get; init; }

    /// <summary>
    /// Who or what in the account: letters, digits, <c>.</c> <c>_</c> <c>-</c> <c>/</c>, 1 to 256; not <c>bourse</c>, and not beginning with <c>bourse.</c> or
    /// <c>aws.</c>.
    /// </summary>
    public required string Source { get; init; }

    /// <summary>What happened, in its own words, 1 to 128 characters.</summary>
    public required string Type { get; init; }

    /// <summary>What it happened to, at most 256 characters; empty for nothing.</summary>
    public string Subject { get; init; } = "";

    /// <summary>When; null for now.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The particulars, at most 64 KiB as JSON.</summary>
    public required JsonElement Data { get; init; }
}
