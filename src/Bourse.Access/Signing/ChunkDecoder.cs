using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Bourse.Storage.Checksums;

namespace Bourse.Access.Signing;

/// <summary>
/// Takes an <c>aws-chunked</c> body apart as it arrives and verifies it chunk by chunk
/// (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html, sigv4-streaming-trailers.html):
/// <code>
/// 400;chunk-signature=0055627c…      size in hexadecimal; the signature where chunks are signed
/// …1024 bytes…
/// 0;chunk-signature=2ca2aba2…
/// x-amz-checksum-crc32c:sOO8/Q==     in the modes with a trailer
/// x-amz-trailer-signature:d81f82fc…  where chunks are signed
/// </code>
/// Every line ends in CR LF, of trailing fields also in LF alone, and an empty line ends the body. It keeps a line and no content, however long a chunk is; so content is
/// handed on before its chunk is verified, and is worth nothing until <see cref="Complete"/> says so.
/// </summary>
/// <param name="signatures">Verifies the chunks; null when they are not signed.</param>
/// <param name="announced">The trailing field that <c>x-amz-trailer</c> announced, when there must be a trailer; else null.</param>
/// <param name="decodedLength">What <c>x-amz-decoded-content-length</c> says, in bytes.</param>
internal sealed class ChunkDecoder(ChunkSignatures? signatures, string? announced, long decodedLength) : IDisposable
{
    private const string SignatureExtension = ";chunk-signature=";
    private const string TrailerSignature = "x-amz-trailer-signature";
    private const int LineMax = 256;

    private readonly byte[] _line = new byte[LineMax];
    private readonly IncrementalHash? _chunkHash = signatures is null ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly RunningChecksum? _checksum = announced is null ? null : RunningChecksum.Start(announced);
    private Expected _expected = Expected.Size;
    private int _lineLength;
    private long _rest;
    private long _written;
    private byte[] _signature = [];
    private string _trailing = "";

    private enum Expected { Size, Data, DataEnd, Trailer, TrailerSignature, LastLine, Nothing }

    /// <summary>The verified trailing checksum, once the body is complete; null in the mode without a trailer.</summary>
    public KeyValuePair<string, string>? Trailing => announced is null ? null : new(announced, _trailing);

    /// <summary>Takes the next bytes of the body, cut anywhere.</summary>
    /// <param name="received">The bytes.</param>
    /// <param name="content">Where the content among them goes.</param>
    /// <returns>What is wrong, or null. After a mistake nothing more may be written.</returns>
    public SigV4Outcome.Failed? Write(ReadOnlySpan<byte> received, IBufferWriter<byte> content)
    {
        while (!received.IsEmpty)
        {
            if (_expected == Expected.Data)
            {
                var data = received[..(int)Math.Min(_rest, received.Length)];
                received = received[data.Length..];
                if (TakeData(data, content) is { } badData) return badData;
                continue;
            }
            var end = received.IndexOf((byte)'\n');
            var part = end < 0 ? received : received[..(end + 1)];
            if (_expected == Expected.Nothing || _lineLength + part.Length > LineMax) return Broken();
            part.CopyTo(_line.AsSpan(_lineLength));
            _lineLength += part.Length;
            received = received[part.Length..];
            if (end < 0) return null;
            var line = _line.AsSpan(0, _lineLength - 1);
            _lineLength = 0;
            if (TakeLine(line) is { } badLine) return badLine;
        }
        return null;
    }

    /// <summary>Says that the body has ended.</summary>
    /// <returns>What is wrong with the whole, or null.</returns>
    // Some clients leave the empty line out after the last chunk.
    public SigV4Outcome.Failed? Complete() => _expected == Expected.Nothing || (_expected == Expected.LastLine && _lineLength == 0) ? null : Broken();

    public void Dispose()
    {
        _chunkHash?.Dispose();
        _checksum?.Dispose();
    }

    private SigV4Outcome.Failed? TakeLine(ReadOnlySpan<byte> line)
    {
        var strict = line.EndsWith("\r"u8);
        if (strict) line = line[..^1];
        switch (_expected)
        {
            case Expected.Size when strict:
                return TakeSize(line);
            case Expected.DataEnd when strict && line.IsEmpty:
                _expected = Expected.Size;
                return null;
            case Expected.Trailer:
                return TakeChecksum(line);
            case Expected.TrailerSignature:
                return TakeTrailerSignature(line);
            case Expected.LastLine when strict && line.IsEmpty:
                _expected = Expected.Nothing;
                return null;
            default:
                return Broken();
        }
    }

    private SigV4Outcome.Failed? TakeSize(ReadOnlySpan<byte> line)
    {
        if (!Utf8Parser.TryParse(line, out _rest, out var digits, 'x') || _rest < 0 || !TrySignature(line[digits..])) return Malformed();
        if (_rest > decodedLength - _written) return WrongLength();
        if (_rest > 0)
        {
            _expected = Expected.Data;
            return null;
        }
        if (!IsSigned()) return WrongSignature();
        if (_written != decodedLength) return WrongLength();
        _expected = announced is null ? Expected.LastLine : Expected.Trailer;
        return null;
    }

    private SigV4Outcome.Failed? TakeData(ReadOnlySpan<byte> data, IBufferWriter<byte> content)
    {
        _chunkHash?.AppendData(data);
        _checksum?.Append(data);
        content.Write(data);
        _written += data.Length;
        _rest -= data.Length;
        if (_rest > 0) return null;
        if (!IsSigned()) return WrongSignature();
        _expected = Expected.DataEnd;
        return null;
    }

    private SigV4Outcome.Failed? TakeChecksum(ReadOnlySpan<byte> line)
    {
        if (!TryField(line, out var name, out _trailing) || name != announced) return Broken();
        _expected = signatures is null ? Expected.LastLine : Expected.TrailerSignature;
        return signatures is null ? CompareChecksum() : null;
    }

    private SigV4Outcome.Failed? TakeTrailerSignature(ReadOnlySpan<byte> line)
    {
        if (!TryField(line, out var name, out var signature) || name != TrailerSignature || !LowerHex.IsSha256(signature)) return Broken();
        if (!signatures!.IsTrailer(Encoding.ASCII.GetBytes($"{announced}:{_trailing}\n"), Convert.FromHexString(signature))) return WrongSignature();
        _expected = Expected.LastLine;
        return CompareChecksum();
    }

    private SigV4Outcome.Failed? CompareChecksum() => _checksum!.Value() == _trailing
        ? null
        : new(SigV4FailureCode.BadDigest, $"The trailing {announced} is not the checksum of the body received.");

    private bool TrySignature(ReadOnlySpan<byte> extension)
    {
        if (signatures is null) return extension.IsEmpty;
        var text = Encoding.Latin1.GetString(extension);
        if (!text.StartsWith(SignatureExtension, StringComparison.Ordinal) || !LowerHex.IsSha256(text.AsSpan(SignatureExtension.Length))) return false;
        _signature = Convert.FromHexString(text.AsSpan(SignatureExtension.Length));
        return true;
    }

    private bool IsSigned() => signatures is null || signatures.IsNext(_chunkHash!.GetHashAndReset(), _signature);

    private static bool TryField(ReadOnlySpan<byte> line, out string name, out string value)
    {
        var colon = line.IndexOf((byte)':');
        name = colon > 0 ? Encoding.Latin1.GetString(line[..colon]).ToLowerInvariant() : "";
        value = colon > 0 ? Encoding.Latin1.GetString(line[(colon + 1)..]).Trim() : "";
        return colon > 0;
    }

    // What comes after the last chunk is the trailer, where there is to be one.
    private SigV4Outcome.Failed Broken() =>
        announced is not null && _expected is Expected.Trailer or Expected.TrailerSignature or Expected.LastLine or Expected.Nothing
            ? new(
                SigV4FailureCode.MalformedTrailerError,
                "The request contained trailing data that was not well-formed or was not what x-amz-trailer announced.")
            : Malformed();

    private static SigV4Outcome.Failed Malformed() =>
        new(SigV4FailureCode.IncompleteBody, "The aws-chunked body breaks off or is malformed.");

    private static SigV4Outcome.Failed WrongLength() =>
        new(SigV4FailureCode.IncompleteBody, "The body does not have the length that x-amz-decoded-content-length says.");

    private static SigV4Outcome.Failed WrongSignature() =>
        new(SigV4FailureCode.SignatureDoesNotMatch, "The signature of a chunk or of the trailer does not match the one we calculated.");
}
