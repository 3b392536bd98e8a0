using System.Text.Json;
using Bourse.Metastore;

namespace Bourse.Events;

/// <summary>An event as the archive has it.</summary>
public sealed record KeptEvent
{
    /// <summary>Its place: rises in the order of commits, with gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>Its id, <c>evt_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The account that may hear it, or <see cref="BourseEvent.Everyone"/>.</summary>
    public required string Audience { get; init; }

    /// <summary>The account that published it; null for the exchange itself.</summary>
    public string? Publisher { get; init; }

    /// <summary>The event as it is sent, in CloudEvents' JSON format.</summary>
    public required string Body { get; init; }

    /// <summary>When it was published, in microseconds (<see cref="MetastoreTime"/>).</summary>
    public required long EnqueuedAt { get; init; }

    /// <summary>Whether an account may hear it at the moment: what it published itself always, the rest as its entitlements say.</summary>
    internal static async Task<bool> MayHearAsync(IEventAccess access, IMetastoreSession session, string account, string? publisher, string body) =>
        publisher == account || await access.MayHearAsync(session, account, SubjectOf(body));

    // The exchange's own events all have one.
    private static string SubjectOf(string body)
    {
        using var cloudEvent = JsonDocument.Parse(body);
        return cloudEvent.RootElement.GetProperty("subject").GetString()!;
    }
}
