using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Bourse.Access.Signing;

/// <summary>
/// Takes an <c>aws-chunked</c> body apart and verifies it
/// (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html, sigv4-streaming-trailers.html):
/// <code>
/// 400;chunk-signature=0055627c…      size in hexadecimal; the signature where chunks are signed
/// …1024 bytes…
/// 0;chunk-signature=2ca2aba2…
/// x-amz-checksum-crc32c:sOO8/Q==     in the modes with a trailer
/// x-amz-trailer-signature:d81f82fc…  where chunks are signed
/// </code>
/// Every line ends in CR LF, of trailing fields also in LF alone, and an empty line ends the body. Content is handed out only when all of it is verified.
/// </summary>
internal ref struct ChunkedBody
{
    private const string SignatureExtension = ";chunk-signature=";
    private const string TrailerSignature = "x-amz-trailer-signature";
    private const int LineMax = 256;

    private readonly ChunkSignatures? _signatures;
    private readonly string? _announced;
    private readonly ArrayBufferWriter<byte> _content = new();
    private ReadOnlySpan<byte> _rest;

    private ChunkedBody(ReadOnlySpan<byte> body, ChunkSignatures? signatures, string? announced)
    {
        _rest = body;
        _signatures = signatures;
        _announced = announced;
    }

    /// <summary>Decodes a body.</summary>
    /// <param name="body">The body as received.</param>
    /// <param name="signatures">Verifies the chunks; null when they are not signed.</param>
    /// <param name="announced">The trailing field that <c>x-amz-trailer</c> announced, when there must be a trailer; else null.</param>
    /// <param name="decodedLength">What <c>x-amz-decoded-content-length</c> says, in bytes.</param>
    /// <param name="content">The content, when there is no failure.</param>
    /// <returns>What is wrong, or null.</returns>
    public static SigV4Outcome.Failed? Decode(
        ReadOnlySpan<byte> body, ChunkSignatures? signatures, string? announced, long decodedLength, out ReadOnlyMemory<byte> content)
    {
        var reader = new ChunkedBody(body, signatures, announced);
        content = default;
        if (reader.ReadChunks() is { } badChunk) return badChunk;
        if (reader._content.WrittenCount != decodedLength)
            return new(SigV4FailureCode.IncompleteBody, "The body does not have the length that x-amz-decoded-content-length says.");
        var decoded = reader._content.WrittenMemory;
        if (reader.ReadTrailer(decoded.Span) is { } badTrailer) return badTrailer;
        content = decoded;
        return null;
    }

    private SigV4Outcome.Failed? ReadChunks()
    {
        while (true)
        {
            if (!TryLine(out var line, strict: true) || !TrySize(ref line, out var size)) return Malformed();
            if (!TrySignature(line, out var signature)) return Malformed();
            if (_rest.Length < size) return Malformed();
            var data = _rest[..size];
            if (_signatures?.IsNext(data, signature) == false) return WrongSignature();
            _rest = _rest[size..];
            if (size == 0) return null;
            if (!_rest.StartsWith("\r\n"u8)) return Malformed();
            _rest = _rest[2..];
            _content.Write(data);
        }
    }

    // Without a trailer an empty line ends the body; some clients leave it out after the last chunk.
    private SigV4Outcome.Failed? ReadTrailer(ReadOnlySpan<byte> content)
    {
        if (_announced is null) return _rest.IsEmpty || _rest.SequenceEqual("\r\n"u8) ? null : Malformed();
        if (!TryField(out var name, out var value) || name != _announced) return MalformedTrailer();
        if (_signatures is not null)
        {
            if (!TryField(out var last, out var signature) || last != TrailerSignature || !LowerHex.IsSha256(signature)) return MalformedTrailer();
            if (!_signatures.IsTrailer(Encoding.ASCII.GetBytes($"{name}:{value}\n"), Convert.FromHexString(signature))) return WrongSignature();
        }
        if (!_rest.IsEmpty && !_rest.SequenceEqual("\r\n"u8)) return MalformedTrailer();
        return PayloadChecksum.Matches(name, value, content)
            ? null
            : new(SigV4FailureCode.BadDigest, $"The trailing {name} is not the checksum of the body received.");
    }

    private static bool TrySize(ref ReadOnlySpan<byte> line, out int size)
    {
        if (!Utf8Parser.TryParse(line, out size, out var digits, 'x') || size < 0) return false;
        line = line[digits..];
        return true;
    }

    private readonly bool TrySignature(ReadOnlySpan<byte> extension, out byte[] signature)
    {
        signature = [];
        if (_signatures is null) return extension.IsEmpty;
        var text = Encoding.Latin1.GetString(extension);
        if (!text.StartsWith(SignatureExtension, StringComparison.Ordinal) || !LowerHex.IsSha256(text.AsSpan(SignatureExtension.Length))) return false;
        signature = Convert.FromHexString(text.AsSpan(SignatureExtension.Length));
        return true;
    }

    private bool TryField([NotNullWhen(true)] out string? name, [NotNullWhen(true)] out string? value)
    {
        (name, value) = (null, null);
        if (!TryLine(out var line, strict: false) || line.IndexOf((byte)':') is not (> 0 and var colon)) return false;
        name = Encoding.Latin1.GetString(line[..colon]).ToLowerInvariant();
        value = Encoding.Latin1.GetString(line[(colon + 1)..]).Trim();
        return true;
    }

    private bool TryLine(out ReadOnlySpan<byte> line, bool strict)
    {
        line = default;
        var end = _rest[..Math.Min(_rest.Length, LineMax)].IndexOf((byte)'\n');
        if (end < 0) return false;
        line = _rest[..end];
        _rest = _rest[(end + 1)..];
        if (line.EndsWith("\r"u8)) line = line[..^1];
        else if (strict) return false;
        return true;
    }

    private static SigV4Outcome.Failed Malformed() =>
        new(SigV4FailureCode.IncompleteBody, "The aws-chunked body breaks off or is malformed.");

    private static SigV4Outcome.Failed MalformedTrailer() => new(
        SigV4FailureCode.MalformedTrailerError,
        "The request contained trailing data that was not well-formed or was not what x-amz-trailer announced.");

    private static SigV4Outcome.Failed WrongSignature() =>
        new(SigV4FailureCode.SignatureDoesNotMatch, "The signature of a chunk or of the trailer does not match the one we calculated.");
}
