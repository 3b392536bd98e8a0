using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.DeltaSharing;

/// <summary>
/// What a client can read, from the header <c>delta-sharing-capabilities: responseformat=delta,parquet;readerfeatures=timestampntz;includeendstreamaction=true</c>
/// (PROTOCOL.md, "Delta Sharing Capabilities Header"). Keys and values are told apart without their case; what is not known is passed over, as the protocol has it.
/// </summary>
internal sealed record SharingCapabilities
{
    public const string Header = "delta-sharing-capabilities";

    private const string Parquet = "parquet";
    private const string Delta = "delta";

    /// <summary>Whether the client takes answers in Parquet format.</summary>
    public required bool TakesParquet { get; init; }

    /// <summary>Whether it takes answers in Delta format.</summary>
    public required bool TakesDelta { get; init; }

    /// <summary>Whether it reads <c>timestamp_ntz</c>, which only the Delta format has.</summary>
    public required bool ReadsTimestampNtz { get; init; }

    /// <summary>Whether it wants the action that ends an answer.</summary>
    public required bool WantsEnd { get; init; }

    /// <summary>Reads the header; without one a client takes Parquet format.</summary>
    /// <exception cref="SharingFault">It asks for formats that do not exist.</exception>
    public static SharingCapabilities Of(HttpContext context)
    {
        var parts = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var part in context.Request.Headers[Header].ToString().ToLowerInvariant().Split(';', StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                parts[part[..equals].Trim()] = part[(equals + 1)..].Split(',', StringSplitOptions.TrimEntries);
        }
        var formats = parts.GetValueOrDefault("responseformat") ?? [Parquet];
        if (!formats.Any(format => format is Parquet or Delta))
            throw new SharingFault(SharingError.Invalid($"{Header}: responseformat must be parquet or delta, or both."));
        return new SharingCapabilities
        {
            TakesParquet = formats.Contains(Parquet),
            TakesDelta = formats.Contains(Delta),
            ReadsTimestampNtz = parts.GetValueOrDefault("readerfeatures")?.Contains("timestampntz") == true,
            WantsEnd = parts.GetValueOrDefault("includeendstreamaction")?.Contains("true") == true,
        };
    }

    /// <summary>
    /// Whether to answer in Delta format: when only that is taken, or a column needs it.
    /// </summary>
    /// <exception cref="SharingFault">A column needs what the client does not read.</exception>
    public bool AnswersDelta(DeltaSchema schema)
    {
        if (schema.NtzColumn is not { } column)
            return !TakesParquet;
        return TakesDelta && ReadsTimestampNtz
            ? true
            : throw new SharingFault(SharingError.Unsupported(
                $"The column '{column}' is a timestamp without a zone. Ask with "
                + $"'{Header}: responseformat=delta;readerfeatures=timestampntz', which your reader has to know."));
    }
}
