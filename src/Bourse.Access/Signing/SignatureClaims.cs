namespace Bourse.Access.Signing;

/// <summary>What a signed request says about its signature, wherever it says it: header or query. Read, not yet believed.</summary>
internal sealed record SignatureClaims
{
    /// <summary>Key, date, region and service.</summary>
    public required SignatureScope Scope { get; init; }

    /// <summary>The covered header fields: lower case, ascending, each once.</summary>
    public required string[] SignedHeaders { get; init; }

    /// <summary><see cref="SignedHeaders"/> as written.</summary>
    public required string SignedHeadersText { get; init; }

    /// <summary>The signature: 32 bytes.</summary>
    public required byte[] Signature { get; init; }

    /// <summary>The request's time as written.</summary>
    public required string Timestamp { get; init; }

    /// <summary>The request's time.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The session token, when one was sent.</summary>
    public required string? SessionToken { get; init; }

    /// <summary>How long a presigned request is good for; null for a header-signed one.</summary>
    public required TimeSpan? PresignedFor { get; init; }

    public override string ToString() => Scope.ToString();
}
