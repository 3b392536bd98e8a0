using System.Text.Json;
using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.DeltaSharing;

/// <summary>
/// The body of a query (PROTOCOL.md, "Request Body"): a JSON object, each field optional, such as
/// <c>{"predicateHints":["date >= '2021-01-01'"],"limitHint":1000,"version":123}</c>. Fields that are not known are passed over.
/// </summary>
internal sealed record SharingQueryBody
{
    private const int HintsMax = 64;

    public IReadOnlyList<string> PredicateHints { get; init; } = [];

    public string? JsonPredicateHints { get; init; }

    public long? LimitHint { get; init; }

    public long? Version { get; init; }

    public DateTimeOffset? Timestamp { get; init; }

    public long? StartingVersion { get; init; }

    public long? EndingVersion { get; init; }

    public bool IncludeRefreshToken { get; init; }

    public string? RefreshToken { get; init; }

    /// <summary>Reads a request's body; none is an empty object.</summary>
    /// <exception cref="SharingFault">It is no such object, or a field is not of its kind.</exception>
    public static async Task<SharingQueryBody> ReadAsync(HttpContext context)
    {
        var bytes = await BoundedBody.ReadAsync(context);
        try
        {
            using var document = JsonDocument.Parse(bytes.IsEmpty ? "{}"u8.ToArray() : bytes);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement) : throw Invalid("the body", "a JSON object");
        }
        // Reading a string that is no Unicode (a lone \ud800, bytes that are no UTF-8) is an invalid operation to the parser.
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw Invalid("the body", "a JSON object in UTF-8");
        }
    }

    private static SharingQueryBody Read(JsonElement body)
    {
        var read = new SharingQueryBody
        {
            PredicateHints = Texts(body, "predicateHints"),
            JsonPredicateHints = Text(body, "jsonPredicateHints"),
            LimitHint = Number(body, "limitHint"),
            Version = Number(body, "version"),
            Timestamp = Text(body, "timestamp") is { } time ? SharingQuery.Time("timestamp", time) : null,
            StartingVersion = Number(body, "startingVersion"),
            EndingVersion = Number(body, "endingVersion"),
            IncludeRefreshToken = Flag(body, "includeRefreshToken"),
            RefreshToken = Text(body, "refreshToken") is { Length: > 0 } token ? token : null,
        };
        if (Text(body, "pageToken") is { Length: > 0 })
            throw new SharingFault(SharingError.Unsupported("pageToken: queries have one page; send none."));
        object?[] chosen = [read.Version, read.Timestamp, read.StartingVersion, read.RefreshToken];
        if (chosen.Count(one => one is not null) > 1)
            throw new SharingFault(SharingError.Invalid("version, timestamp, startingVersion and refreshToken each say which version is meant: send one of them."));
        return read.EndingVersion is null || read.StartingVersion is not null
            ? read
            : throw new SharingFault(SharingError.Invalid("endingVersion: needs startingVersion."));
    }

    private static JsonElement? Field(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string? Text(JsonElement body, string name) => Field(body, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        _ => throw Invalid(name, "a text"),
    };

    private static long? Number(JsonElement body, string name) => Field(body, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt64(out var number) && number >= 0 => number,
        _ => throw Invalid(name, "a whole number, 0 or more"),
    };

    private static bool Flag(JsonElement body, string name) => Field(body, name) switch
    {
        null or { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.True } => true,
        _ => throw Invalid(name, "true or false"),
    };

    private static IReadOnlyList<string> Texts(JsonElement body, string name) => Field(body, name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() <= HintsMax && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
            [.. list.EnumerateArray().Select(item => item.GetString()!)],
        _ => throw Invalid(name, $"a list of at most {HintsMax} texts"),
    };

    private static SharingFault Invalid(string name, string form) => new(SharingError.Invalid($"{name}: must be {form}."));
}
