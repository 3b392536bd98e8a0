using System.Globalization;
using Bourse.Storage.Checksums;
using System.Security.Cryptography;

namespace Bourse.Access.Signing;

/// <summary>How a request says its body is covered, and whether the body is what it says. Of the signature itself it knows nothing.</summary>
internal static class PayloadCheck
{
    private const string SignedChunks = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
    private const string SignedChunksWithTrailer = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
    private const string UnsignedChunksWithTrailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
    private const string DecodedLengthHeader = "x-amz-decoded-content-length";
    private const string TrailerHeader = "x-amz-trailer";
    private const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// <summary>Reads what the request declares: the mode, and the word that stands for the body in the canonical request.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static SigV4Outcome.Failed? Declared(
        SigV4Request request, bool presigned, SigV4ServiceRules rules, out PayloadMode mode, out string word)
    {
        var declared = HeaderFields.Find(request.Headers, SigV4Names.ContentHashHeader);
        word = declared ?? "";
        mode = PayloadMode.Signed;
        if (declared is null)
        {
            if (!presigned && rules.RequiresContentHash)
                return new(SigV4FailureCode.InvalidRequest, "Missing required header for this request: x-amz-content-sha256.");
            if (rules.AllowsUnsignedPayload) (mode, word) = (PayloadMode.Unsigned, SigV4Names.UnsignedPayload);
            else word = request.Body.IsEmpty ? EmptyHash : Convert.ToHexStringLower(SHA256.HashData(request.Body.Span));
            return null;
        }
        if (LowerHex.IsSha256(declared)) return null;
        PayloadMode? known = declared switch
        {
            SigV4Names.UnsignedPayload => PayloadMode.Unsigned,
            SignedChunks => PayloadMode.SignedChunks,
            SignedChunksWithTrailer => PayloadMode.SignedChunksWithTrailer,
            UnsignedChunksWithTrailer => PayloadMode.UnsignedChunksWithTrailer,
            _ => null,
        };
        if (known is null)
        {
            return declared.StartsWith(SigV4Names.StreamingPrefix, StringComparison.Ordinal)
                ? new(SigV4FailureCode.NotImplemented, $"This streaming payload is not offered; offered are {SignedChunks}, {SignedChunksWithTrailer} and "
                    + $"{UnsignedChunksWithTrailer}.")
                : new(SigV4FailureCode.InvalidRequest,
                    "x-amz-content-sha256 is UNSIGNED-PAYLOAD, a streaming mode, or the body's SHA-256 as 64 lower-case hexadecimal digits.");
        }
        mode = known.Value;
        return rules.AllowsUnsignedPayload
            ? null
            : new(SigV4FailureCode.AccessDenied, $"{declared} is not allowed for this service; send the SHA-256 of the body.");
    }

    /// <summary>Begins to verify the body, once the request's signature holds.</summary>
    /// <param name="request">The request.</param>
    /// <param name="mode">How it declares its body.</param>
    /// <param name="word">What stands for the body in the canonical request.</param>
    /// <param name="signatures">The chain of signatures that the request's own begins.</param>
    /// <param name="verification">What takes the body.</param>
    /// <returns>What is wrong with what is declared, or null.</returns>
    public static SigV4Outcome.Failed? Begin(
        SigV4Request request, PayloadMode mode, string word, ChunkSignatures signatures, out PayloadVerification? verification)
    {
        verification = null;
        if (mode is PayloadMode.Unsigned or PayloadMode.Signed)
        {
            verification = PayloadVerification.Whole(mode, word);
            return null;
        }
        if (!long.TryParse(
                HeaderFields.Find(request.Headers, DecodedLengthHeader), NumberStyles.None, CultureInfo.InvariantCulture, out var decodedLength))
        {
            return new(SigV4FailureCode.MissingContentLength, "A streaming payload needs x-amz-decoded-content-length, the number of bytes without chunk headers.");
        }
        string? announced = null;
        if (mode != PayloadMode.SignedChunks)
        {
            announced = HeaderFields.Find(request.Headers, TrailerHeader)?.Trim().ToLowerInvariant();
            if (announced is null || !RunningChecksum.IsKnown(announced))
                return new(SigV4FailureCode.InvalidRequest, "x-amz-trailer must name the one checksum that the trailer holds, for example x-amz-checksum-crc32.");
        }
        verification = PayloadVerification.InChunks(mode, mode == PayloadMode.UnsignedChunksWithTrailer ? null : signatures, announced, decodedLength);
        return null;
    }
}
