namespace Bourse.Access.Signing;

/// <summary>How a signature covers the body.</summary>
public enum PayloadMode
{
    /// <summary>The body's SHA-256 is part of what was signed, and was compared with the body received.</summary>
    Signed,

    /// <summary>The body is not covered (<c>UNSIGNED-PAYLOAD</c>, S3 only; always so in a presigned S3 request).</summary>
    Unsigned,

    /// <summary>The body came in chunks, each signed and chained to the one before (<c>STREAMING-AWS4-HMAC-SHA256-PAYLOAD</c>, S3 only).</summary>
    SignedChunks,

    /// <summary>As <see cref="SignedChunks"/>, with signed trailing fields that hold a checksum (<c>STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER</c>).</summary>
    SignedChunksWithTrailer,

    /// <summary>The body came in chunks that are not covered, with a trailing checksum that was compared (<c>STREAMING-UNSIGNED-PAYLOAD-TRAILER</c>).</summary>
    UnsignedChunksWithTrailer,
}
