namespace Bourse.Access.Signing;

/// <summary>How a signature covers the body.</summary>
public enum PayloadMode
{
    /// <summary>The body's SHA-256 is part of what was signed, and was compared with the body received.</summary>
    Signed,

    /// <summary>The body is not covered (<c>UNSIGNED-PAYLOAD</c>, S3 only; always so in a presigned S3 request).</summary>
    Unsigned,
}
