using Bourse.Catalog.Objects;
using Bourse.Exchange.Providers;
using Bourse.Exchange.Reading;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.S3;

/// <summary>Puts, copies, deletes and tags objects of the provider's bucket.</summary>
internal sealed class SourceWriting(ProviderObjects provider, TimeProvider time)
{
    private const string Directive = "x-amz-metadata-directive";
    private const string TaggingDirective = "x-amz-tagging-directive";
    private const string Replace = "REPLACE";
    private const int DeletionsAtOnce = 16;
    private readonly UploadReader _reader = new(time);
    private readonly CopySource _copies = new(provider);

    public async Task PutAsync(SourceRequest ask)
    {
        if (await ReadHeadersAsync(ask) is not { } said || await WriteAsync(ask) is not { } objects)
            return;
        var (upload, error) = await _reader.ReadAsync(ask.Context, ask.Caller, ask.Payload!, objects, algorithm: null);
        if (upload is null)
        {
            await ask.ErrorAsync(error!);
            return;
        }
        await using (upload)
        {
            // A long upload may have outlived what allowed it.
            if (await WriteAsync(ask) is null)
                return;
            var description = said.Description with { Checksum = upload.Checksum };
            var written = await objects.PutAsync(ask.Request.Key, upload.Staged, description, said.Tags, said.Condition, ask.Cancellation);
            if (await ask.DoneAsync(written) is { Object: { } item })
                Describe(ask.Context.Response, item.ETag, upload.Checksum);
        }
    }

    public async Task CopyAsync(SourceRequest ask)
    {
        if (await ask.ReadDocumentAsync() is null || await ReadHeadersAsync(ask) is not { } said || await WriteAsync(ask) is not { } objects)
            return;
        if (await _copies.FindAsync(ask, objects) is not { } source)
            return;
        var headers = ask.Context.Request.Headers;
        var (replaces, retags) = (headers[Directive] == Replace, headers[TaggingDirective] == Replace);
        if (source.Key == ask.Request.Key && !replaces)
        {
            await ask.ErrorAsync(S3Error.InvalidRequest("This copy request is illegal because it is trying to copy an object to itself without changing the object's "
                + "metadata, storage class, website redirect location or encryption attributes."));
            return;
        }
        var (algorithm, error) = ObjectHeaders.ReadAlgorithm(headers, "x-amz-checksum-algorithm");
        if (error is not null)
        {
            await ask.ErrorAsync(error);
            return;
        }
        await using var staged = objects.Stage();
        var checksum = await CopySource.CopyAsync(objects, source, 0, source.Length, staged, algorithm ?? source.Description.Checksum?.Name, ask.Cancellation);
        var description = (replaces ? said.Description : source.Description) with { Checksum = checksum };
        var written = await objects.PutAsync(ask.Request.Key, staged, description, retags ? said.Tags : source.Tags, said.Condition, ask.Cancellation);
        if (await ask.DoneAsync(written) is { Object: { } item })
            await ask.AnswerAsync(SourceXml.Copied(item));
    }

    public async Task DeleteAsync(SourceRequest ask)
    {
        var (condition, error) = ObjectHeaders.ReadCondition(ask.Context.Request.Headers);
        if (condition is null)
        {
            await ask.ErrorAsync(error!);
            return;
        }
        if (await ask.FoundAsync(await provider.DeleteAsync(ask.Caller, ask.Request.Key, ask.Recorded, ask.Cancellation)) is not { } objects)
            return;
        if (await ask.DoneAsync(await objects.DeleteAsync(ask.Request.Key, condition, ask.Cancellation)) is not null)
            ask.Empty(StatusCodes.Status204NoContent);
    }

    public async Task DeleteManyAsync(SourceRequest ask)
    {
        if (await ask.ReadDocumentAsync() is not { } body)
            return;
        if (S3Documents.Deletions(body) is not var (keys, quiet))
        {
            await ask.ErrorAsync(S3Error.MalformedXml);
            return;
        }
        var results = new (string Key, S3Error? Error)[keys.Count];
        // Together, so that they share flushes to disk.
        await Parallel.ForAsync(
            0, keys.Count, new ParallelOptions { MaxDegreeOfParallelism = DeletionsAtOnce, CancellationToken = ask.Cancellation },
            async (index, cancellation) =>
            {
                var (key, condition, hasVersion) = keys[index];
                results[index] = (key, hasVersion ? S3Error.NotImplemented : await DeleteOneAsync(ask, key, condition, cancellation));
            });
        await ask.AnswerAsync(SourceXml.Deleted(results, quiet));
    }

    public async Task PutTagsAsync(SourceRequest ask)
    {
        if (await ask.ReadDocumentAsync() is not { } body)
            return;
        if (S3Documents.Tags(body) is not { } sent)
        {
            await ask.ErrorAsync(S3Error.MalformedXml);
            return;
        }
        var (tags, error) = ObjectHeaders.CheckTags(sent);
        if (tags is null)
            await ask.ErrorAsync(error!);
        else
            await SetTagsAsync(ask, tags, StatusCodes.Status200OK);
    }

    public Task DeleteTagsAsync(SourceRequest ask) => SetTagsAsync(ask, new Dictionary<string, string>(), StatusCodes.Status204NoContent);

    /// <summary>The headers of an answer to a write.</summary>
    internal static void Describe(HttpResponse response, string etag, ObjectChecksum? checksum)
    {
        response.Headers.ETag = $"\"{etag}\"";
        if (checksum is null)
            return;
        response.Headers[checksum.Name] = checksum.Value;
        response.Headers[ObjectResponse.ChecksumTypeHeader] = ObjectResponse.TypeOf(checksum);
    }

    /// <summary>What the headers of a write say; null when one is wrong, which was answered.</summary>
    internal static async Task<Said?> ReadHeadersAsync(SourceRequest ask)
    {
        var headers = ask.Context.Request.Headers;
        var (description, wrongDescription) = ObjectHeaders.ReadDescription(headers);
        var (tags, wrongTags) = ObjectHeaders.ReadTags(headers);
        var (condition, wrongCondition) = ObjectHeaders.ReadCondition(headers);
        if ((ask.KeyMistake() ?? wrongDescription ?? wrongTags ?? wrongCondition) is { } error)
        {
            await ask.ErrorAsync(error);
            return null;
        }
        return new Said(description!, tags!, condition!);
    }

    private async Task SetTagsAsync(SourceRequest ask, IReadOnlyDictionary<string, string> tags, int status)
    {
        if (await WriteAsync(ask) is not { } objects)
            return;
        if (await ask.DoneAsync(await objects.SetTagsAsync(ask.Request.Key, tags, ask.Cancellation)) is not null)
            ask.Empty(status);
    }

    private async Task<S3Error?> DeleteOneAsync(SourceRequest ask, string key, WriteCondition condition, CancellationToken cancellation)
    {
        var outcome = await provider.DeleteAsync(ask.Caller, key, ask.Recorded, cancellation);
        if (outcome is not ReadOutcome<SourceObjects>.Found { Value: var objects })
            return SourceRequest.ErrorOf(outcome);
        var written = await objects.DeleteAsync(key, condition, cancellation);
        return written is SourceWrite.Done ? null : SourceRequest.ErrorOf(written);
    }

    private async Task<SourceObjects?> WriteAsync(SourceRequest ask) =>
        await ask.FoundAsync(await provider.WriteAsync(ask.Caller, ask.Request.Key, ask.Recorded, ask.Cancellation));

    /// <summary>What the headers of a write say.</summary>
    internal sealed record Said(ObjectDescription Description, IReadOnlyDictionary<string, string> Tags, WriteCondition Condition);
}
