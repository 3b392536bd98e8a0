using System.Collections.Frozen;

namespace Bourse.Access.Signing;

/// <summary>What scopes are accepted.</summary>
public sealed record SigV4Options
{
    /// <summary>The region every scope must name.</summary>
    public required string Region { get; init; }

    /// <summary>The services a scope may name, each with its rules; S3, STS and the product API by default.</summary>
    public IReadOnlyDictionary<string, SigV4ServiceRules> Services { get; init; } = DefaultServices;

    /// <summary>How far a request's clock may be from ours, either way.</summary>
    public TimeSpan ClockSkewMax { get; init; } = TimeSpan.FromMinutes(15);

    private static readonly FrozenDictionary<string, SigV4ServiceRules> DefaultServices = new Dictionary<string, SigV4ServiceRules>
    {
        ["s3"] = SigV4ServiceRules.S3,
        ["sts"] = SigV4ServiceRules.Standard,
        ["execute-api"] = SigV4ServiceRules.Standard,
        ["events"] = SigV4ServiceRules.Standard,
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
