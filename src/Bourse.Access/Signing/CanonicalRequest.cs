namespace Bourse.Access.Signing;

/// <summary>
/// The canonical request (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html, step 1), written
/// once for
/// signing and for verifying:
/// <code>
/// GET
/// /examplebucket/test.txt
/// list-type=2&amp;prefix=a
/// host:bourse.example
/// x-amz-date:20261120T120000Z
///
/// host;x-amz-date
/// e3b0c442…
/// </code>
/// </summary>
internal static class CanonicalRequest
{
    /// <summary>Appends it. A signed header that the request lacks is written with an empty value, which no honest signature covers.</summary>
    public static void Append(
        SigningBuffer buffer, string method, RequestTarget target, IReadOnlyList<KeyValuePair<string, string>> headers,
        ReadOnlySpan<string> signedHeaders, string signedHeadersText, string payloadHash)
    {
        buffer.Append(method);
        buffer.Append((byte)'\n');
        target.AppendCanonicalPath(buffer);
        buffer.Append((byte)'\n');
        target.AppendCanonicalQuery(buffer);
        buffer.Append((byte)'\n');
        foreach (var name in signedHeaders) AppendHeader(buffer, name, headers);
        buffer.Append((byte)'\n');
        buffer.Append(signedHeadersText);
        buffer.Append((byte)'\n');
        buffer.Append(payloadHash);
    }

    private static void AppendHeader(SigningBuffer buffer, string name, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        buffer.Append(name);
        buffer.Append((byte)':');
        var first = true;
        for (var index = 0; index < headers.Count; index++)
        {
            var header = headers[index];
            if (!string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)) continue;
            if (!first) buffer.Append((byte)',');
            AppendFolded(buffer, header.Value);
            first = false;
        }
        buffer.Append((byte)'\n');
    }

    /// <summary>Appends a value without outer white space, each inner run of it (line folds too) as one space.</summary>
    private static void AppendFolded(SigningBuffer buffer, string value)
    {
        var rest = value.AsSpan().Trim(" \t\r\n");
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOfAny(" \t\r\n");
            if (end < 0)
            {
                buffer.Append(rest);
                return;
            }
            buffer.Append(rest[..end]);
            buffer.Append((byte)' ');
            rest = rest[end..].TrimStart(" \t\r\n");
        }
    }
}
