namespace Bourse.Access.Signing;

/// <summary>
/// What differs between services in how a request becomes canonical (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
/// </summary>
public sealed record SigV4ServiceRules
{
    /// <summary>S3: the path is taken as it is and encoded once, the body's hash is always declared and may be left unsigned.</summary>
    public static SigV4ServiceRules S3 { get; } = new()
    {
        NormalizesPath = false, EncodesPathTwice = false, RequiresContentHash = true, AllowsUnsignedPayload = true,
    };

    /// <summary>Every other service: the path is normalised and encoded twice, the body is always covered.</summary>
    public static SigV4ServiceRules Standard { get; } = new()
    {
        NormalizesPath = true, EncodesPathTwice = true, RequiresContentHash = false, AllowsUnsignedPayload = false,
    };

    /// <summary>Empty, <c>.</c> and <c>..</c> segments are resolved before signing.</summary>
    public required bool NormalizesPath { get; init; }

    /// <summary>The path as sent, which is encoded already, is encoded once more.</summary>
    public required bool EncodesPathTwice { get; init; }

    /// <summary>A header-signed request must carry <c>x-amz-content-sha256</c>.</summary>
    public required bool RequiresContentHash { get; init; }

    /// <summary><c>UNSIGNED-PAYLOAD</c> is accepted, and is what a presigned request means.</summary>
    public required bool AllowsUnsignedPayload { get; init; }
}
