using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Bourse.Access.Credentials;
using Bourse.Access.Signing;

namespace Bourse.Server.Tests.World;

/// <summary>
/// Requests with a body in every payload mode, signed by a few lines written from the specification that share nothing with the code under test
/// (https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html).
/// </summary>
internal sealed class HandSigned(SessionCredentials keys)
{
    private const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private const string Checksum = "x-amz-checksum-sha256";
    private readonly string _time = TimeProvider.System.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private string Scope => $"{_time[..8]}/{ExchangeWorld.Region}/s3/aws4_request";

    /// <summary>Makes a request.</summary>
    /// <param name="listener">The listener's address.</param>
    /// <param name="method">The method.</param>
    /// <param name="target">Path and query; parameters in ascending order, each with its equals sign.</param>
    /// <param name="mode">How the body is covered.</param>
    /// <param name="body">The body.</param>
    /// <param name="defect">What is wrong with it.</param>
    /// <param name="extra">Further headers, in lower case.</param>
    public HttpRequestMessage Make(
        Uri listener, string method, string target, PayloadMode mode, byte[] body, BodyDefect defect, params IReadOnlyList<KeyValuePair<string, string>> extra)
    {
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = listener.Authority,
            ["x-amz-content-sha256"] = mode switch
            {
                PayloadMode.Signed => Hash(body),
                PayloadMode.Unsigned => "UNSIGNED-PAYLOAD",
                PayloadMode.SignedChunks => "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
                PayloadMode.SignedChunksWithTrailer => "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
                _ => "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
            },
            ["x-amz-date"] = _time,
            ["x-amz-security-token"] = keys.SessionToken,
        };
        foreach (var (name, value) in extra)
            headers[name] = value;
        var chunked = mode is not (PayloadMode.Signed or PayloadMode.Unsigned);
        var trailer = mode is PayloadMode.SignedChunksWithTrailer or PayloadMode.UnsignedChunksWithTrailer;
        if (chunked)
            headers["x-amz-decoded-content-length"] = body.Length.ToString(CultureInfo.InvariantCulture);
        if (trailer)
            headers["x-amz-trailer"] = Checksum;
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        var (path, query) = mark < 0 ? (target, "") : (target[..mark], target[(mark + 1)..]);
        var names = string.Join(';', headers.Keys);
        var canonical = $"{method}\n{path}\n{query}\n{string.Concat(headers.Select(h => $"{h.Key}:{h.Value}\n"))}\n{names}\n{headers["x-amz-content-sha256"]}";
        var seed = Sign($"AWS4-HMAC-SHA256\n{_time}\n{Scope}\n{Hash(Encoding.UTF8.GetBytes(canonical))}");
        var sent = chunked ? Chunks(body, seed, mode != PayloadMode.UnsignedChunksWithTrailer, trailer) : body;
        if (defect == BodyDefect.Body)
            sent[chunked ? Array.IndexOf(sent, body[0]) : 0] ^= 1;
        var message =
            new HttpRequestMessage(new HttpMethod(method), new Uri(listener, target)) { Content = new ByteArrayContent(defect == BodyDefect.Cut ? sent[..^3] : sent) };
        if (defect == BodyDefect.Missing)
            return message;
        foreach (var (name, value) in headers.Where(h => h.Key != "host"))
            Assert.True(message.Headers.TryAddWithoutValidation(name, value));
        var shown = defect == BodyDefect.Signature ? Hash(Encoding.UTF8.GetBytes(seed)) : seed;
        Assert.True(message.Headers.TryAddWithoutValidation(
            "Authorization", $"AWS4-HMAC-SHA256 Credential={keys.AccessKeyId}/{Scope}, SignedHeaders={names}, Signature={shown}"));
        if (defect == BodyDefect.Both)
            message.RequestUri = new Uri(listener, $"{target}{(mark < 0 ? '?' : '&')}X-Amz-Signature={seed}");
        return message;
    }

    private byte[] Chunks(byte[] body, string seed, bool signed, bool trailer)
    {
        using var sent = new MemoryStream();
        var previous = seed;
        foreach (var chunk in new[] { body[..(body.Length / 2)], body[(body.Length / 2)..], [] })
        {
            previous = Sign($"AWS4-HMAC-SHA256-PAYLOAD\n{_time}\n{Scope}\n{previous}\n{EmptyHash}\n{Hash(chunk)}");
            sent.Write(Encoding.ASCII.GetBytes($"{chunk.Length:x}{(signed ? $";chunk-signature={previous}" : "")}\r\n"));
            sent.Write(chunk);
            if (chunk.Length > 0)
                sent.Write("\r\n"u8);
        }
        if (trailer)
        {
            var field = $"{Checksum}:{Convert.ToBase64String(SHA256.HashData(body))}";
            sent.Write(Encoding.ASCII.GetBytes($"{field}\r\n"));
            if (signed)
            {
                var signature = Sign($"AWS4-HMAC-SHA256-TRAILER\n{_time}\n{Scope}\n{previous}\n{Hash(Encoding.ASCII.GetBytes(field + "\n"))}");
                sent.Write(Encoding.ASCII.GetBytes($"x-amz-trailer-signature:{signature}\r\n"));
            }
        }
        sent.Write("\r\n"u8);
        return sent.ToArray();
    }

    private string Sign(string text)
    {
        var key = Encoding.UTF8.GetBytes("AWS4" + keys.SecretAccessKey.Reveal());
        foreach (var part in Scope.Split('/'))
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
