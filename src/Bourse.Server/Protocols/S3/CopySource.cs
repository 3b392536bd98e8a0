using System.Globalization;
using Bourse.Catalog.Objects;
using Bourse.Exchange.Providers;
using Bourse.Server.Http;
using Bourse.Storage.Checksums;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.S3;

/// <summary>What <c>x-amz-copy-source</c> names: an object of the same bucket, percent-encoded, with or without a first slash.</summary>
internal sealed class CopySource(ProviderObjects provider)
{
    private const int BufferBytes = 256 * 1024;
    private const string Conditions = "x-amz-copy-source-if-";

    /// <summary>The object, which the caller may read and whose conditions hold; null when it is not so, which was answered.</summary>
    public async Task<SourceObject?> FindAsync(SourceRequest ask, SourceObjects objects)
    {
        var text = ask.Context.Request.Headers[S3Request.CopySource].ToString();
        var (bucket, key, error) = Parse(text);
        error ??= bucket != provider.Bucket ? S3Error.AccessDenied : null;
        if (error is not null)
        {
            await ask.ErrorAsync(error);
            return null;
        }
        if (await ask.FoundAsync(await provider.ReadAsync(ask.Caller, key, ask.Recorded, ask.Cancellation)) is null)
            return null;
        var item = await objects.FindAsync(key, ask.Cancellation);
        error = item is null ? S3Error.NoSuchKey : item.Length > UploadReader.BytesMax ? S3Error.EntityTooLarge : Breach(ask.Context.Request.Headers, item);
        if (error is null)
            return item;
        await ask.ErrorAsync(error);
        return null;
    }

    /// <summary>The range that <c>x-amz-copy-source-range</c> names, or all; the error says what is wrong with it.</summary>
    public static (long Offset, long Length, S3Error? Error) Range(IHeaderDictionary headers, SourceObject source)
    {
        var text = headers["x-amz-copy-source-range"].ToString();
        if (text.Length == 0)
            return (0, source.Length, null);
        var parts = text.StartsWith("bytes=", StringComparison.Ordinal) ? text["bytes=".Length..].Split('-') : [];
        if (parts.Length != 2 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var last) || last < first)
        {
            return (0, 0, S3Error.InvalidArgument(
                "x-amz-copy-source-range", text,
                "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes "
                    + "to copy"));
        }
        return last >= source.Length ? (0, 0, S3Error.InvalidRange(text, source.Length)) : (first, last - first + 1, null);
    }

    /// <summary>Copies bytes, with their checksum where one is named.</summary>
    public static async Task<ObjectChecksum?> CopyAsync(
        SourceObjects objects, SourceObject source, long offset, long length, StagedObject staged, string? checksum, CancellationToken cancellation)
    {
        using var running = checksum is null ? null : RunningChecksum.Start(checksum);
        await using var bytes = await objects.OpenAsync(source, offset, length, cancellation);
        var buffer = new byte[BufferBytes];
        int read;
        while ((read = await bytes.ReadAsync(buffer, cancellation)) > 0)
        {
            running?.Append(buffer.AsSpan(0, read));
            await staged.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }
        return running is null ? null : new ObjectChecksum(checksum!, running.Value());
    }

    private static (string Bucket, string Key, S3Error? Error) Parse(string text)
    {
        var mark = text.IndexOf('?', StringComparison.Ordinal);
        if (mark >= 0 && text[mark..] != "?versionId=null")
            return ("", "", S3Error.NotImplemented);
        var decoded = Uri.UnescapeDataString(mark < 0 ? text : text[..mark]);
        decoded = decoded.StartsWith('/') ? decoded[1..] : decoded;
        var slash = decoded.IndexOf('/', StringComparison.Ordinal);
        return slash is -1 or 0 || slash == decoded.Length - 1
            ? ("", "", S3Error.InvalidArgument(S3Request.CopySource, text, "Invalid copy source object key"))
            : (decoded[..slash], decoded[(slash + 1)..], null);
    }

    private static S3Error? Breach(IHeaderDictionary headers, SourceObject item)
    {
        var conditions = new HeaderDictionary();
        foreach (var (name, value) in headers)
        {
            if (name.StartsWith(Conditions, StringComparison.OrdinalIgnoreCase))
                conditions["If-" + name[Conditions.Length..]] = value;
        }
        return Preconditions.Evaluate(conditions, item.ETag, item.ModifiedAt) == PreconditionResult.Proceed
            ? null
            : S3Error.PreconditionFailed(headers.Keys.First(name => name.StartsWith(Conditions, StringComparison.OrdinalIgnoreCase)));
    }
}
