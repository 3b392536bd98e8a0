using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Bourse.Metastore;
using Bourse.Storage;
using Bourse.Storage.Checksums;

namespace Bourse.Catalog.Objects;

/// <summary>
/// Uploads in parts. A part is a store object that the upload names; completing copies the parts into one object, names it and forgets the parts in one transaction.
/// A completed upload stays known for a day, so that completing it once more, because the answer was lost, gives the same answer and has no other effect.
/// </summary>
public sealed class MultipartUploads
{
    private const long PartBytesMin = 5 * 1024 * 1024;
    private const int CopyBufferBytes = 1024 * 1024;
    private readonly SourceObjects _objects;
    private readonly IndexedObjectStore _store;
    private readonly IMetastore _metastore;
    private readonly UploadIndex _index;
    private readonly TimeProvider _clock;
    private readonly RandomNumberGenerator _random;

    internal MultipartUploads(SourceObjects objects, IndexedObjectStore store, IMetastore metastore, TimeProvider clock, RandomNumberGenerator random)
    {
        (_objects, _store, _metastore, _clock, _random) = (objects, store, metastore, clock, random);
        _index = new UploadIndex(store.Name);
    }

    /// <summary>Begins an upload.</summary>
    public async Task<MultipartUpload> CreateAsync(
        string key, string principal, ObjectDescription description, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken)
    {
        var upload = new MultipartUpload
        {
            Id = RandomHex.New(_random),
            Key = key,
            Principal = principal,
            StartedAt = _clock.GetUtcNow(),
            Description = description,
            Tags = tags,
        };
        await _metastore.WriteAsync(session => _index.CreateAsync(session, upload), cancellationToken);
        return upload;
    }

    /// <summary>An upload of a key, under way or completed lately; null when there is none.</summary>
    public Task<MultipartUpload?> FindAsync(string key, string id, CancellationToken cancellationToken) =>
        _metastore.ReadAsync(session => _index.FindAsync(session, key, id), cancellationToken);

    /// <summary>Uploads under way, in the order of keys and ids.</summary>
    public Task<IReadOnlyList<MultipartUpload>> ListAsync(string prefix, string afterKey, string afterId, int count, CancellationToken cancellationToken) =>
        _metastore.ReadAsync(session => _index.ListAsync(session, prefix, afterKey, afterId, count), cancellationToken);

    /// <summary>The parts of an upload by number; null when it is not under way.</summary>
    public Task<IReadOnlyList<UploadPart>?> PartsAsync(string key, string id, int after, int count, CancellationToken cancellationToken) =>
        _metastore.ReadAsync<IReadOnlyList<UploadPart>?>(
            async session => await _index.FindAsync(session, key, id) is { ETag: null } ? await UploadIndex.PartsAsync(session, id, after, count) : null,
            cancellationToken);

    /// <summary>Keeps a part, in place of one of that number.</summary>
    /// <param name="key">The upload's key.</param>
    /// <param name="id">The upload.</param>
    /// <param name="number">The part's number, 1 to 10,000.</param>
    /// <param name="staged">Its verified content.</param>
    /// <param name="checksum">Its checksum of the upload's kind, in base64; null when it was sent without.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<PartOutcome> PutPartAsync(
        string key, string id, int number, StagedObject staged, string? checksum, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(staged);
        if (await FindAsync(key, id, cancellationToken) is not { ETag: null })
            return new PartOutcome.NoSuchUpload();
        var storeKey = await staged.PublishAsync(_store.Bytes, _random, cancellationToken);
        var part = new UploadPart
        {
            Number = number,
            StoreKey = storeKey,
            Length = staged.Length,
            ETag = staged.ETag,
            Checksum = checksum,
            ModifiedAt = _clock.GetUtcNow(),
        };
        var kept = await _metastore.WriteAsync(
            async session =>
            {
                if (await _index.FindAsync(session, key, id) is not { ETag: null })
                    return false;
                if (await UploadIndex.FindPartKeyAsync(session, id, number) is { } replaced)
                    await _store.Index.CollectAsync(session, replaced);
                await UploadIndex.PutPartAsync(session, id, part);
                return true;
            },
            cancellationToken);
        if (kept)
            return new PartOutcome.Kept(part);
        await _objects.DiscardAsync(storeKey);
        return new PartOutcome.NoSuchUpload();
    }

    /// <summary>Forgets an upload and its parts.</summary>
    /// <returns>Whether it was under way.</returns>
    public Task<bool> AbortAsync(string key, string id, CancellationToken cancellationToken) => _metastore.WriteAsync(
        async session =>
        {
            if (await _index.FindAsync(session, key, id) is not { ETag: null })
                return false;
            await ForgetPartsAsync(session, id);
            await UploadIndex.RemoveAsync(session, id);
            return true;
        },
        cancellationToken);

    /// <summary>Makes the object of the parts that are named; other parts are forgotten.</summary>
    /// <param name="key">The upload's key.</param>
    /// <param name="id">The upload.</param>
    /// <param name="named">The parts, in ascending order of numbers.</param>
    /// <param name="condition">What must hold of the object under the key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <param name="expected">The checksum that the object must come to; null when completion does not say.</param>
    public async Task<SourceWrite> CompleteAsync(
        string key, string id, IReadOnlyList<CompletedPart> named, WriteCondition condition, CancellationToken cancellationToken, ObjectChecksum? expected = null)
    {
        ArgumentNullException.ThrowIfNull(named);
        var (upload, kept) = await _metastore.ReadAsync(
            async session => (await _index.FindAsync(session, key, id), await UploadIndex.PartsAsync(session, id)), cancellationToken);
        if (upload is null)
            return new SourceWrite.NoSuchUpload();
        var digest = DigestOf(named);
        if (upload.ETag is not null)
            return upload.AnswerDigest == digest ? new SourceWrite.Done(Answer(upload)) : new SourceWrite.NoSuchUpload();
        var (parts, mistake) = Choose(named, kept);
        if (mistake is not null)
            return mistake;
        if (SourceObjects.Breach(condition, await _objects.FindAsync(key, cancellationToken)) is { } breach)
            return breach;
        await using var staged = _objects.Stage();
        using var whole = upload.Description.Checksum is { IsComposite: false } kind ? RunningChecksum.Start(kind.Name) : null;
        await CopyAsync(parts, staged, whole, cancellationToken);
        var item = new SourceObject
        {
            Key = key,
            StoreKey = "",
            Length = staged.Length,
            ETag = ETagOf(parts),
            Parts = parts.Count,
            ModifiedAt = _clock.GetUtcNow(),
            Description = upload.Description with { Checksum = ChecksumOf(upload, parts, whole) },
            Tags = upload.Tags,
        };
        return expected is null || IsSame(item.Description.Checksum, expected)
            ? await PutAsync(item, staged, condition, digest, id, cancellationToken)
            : new SourceWrite.WrongChecksum(expected.Name);
    }

    private async Task<SourceWrite> PutAsync(
        SourceObject item, StagedObject staged, WriteCondition condition, string digest, string id, CancellationToken cancellationToken)
    {
        try
        {
            return await _objects.PutAsync(item, staged, condition, session => FinishAsync(session, item, id, digest), cancellationToken);
        }
        catch (UploadAbortedException)
        {
            return new SourceWrite.NoSuchUpload();
        }
    }

    private async Task FinishAsync(IMetastoreWriteSession session, SourceObject item, string id, string digest)
    {
        if (await _index.FindAsync(session, item.Key, id) is not { ETag: null })
            throw new UploadAbortedException();
        await ForgetPartsAsync(session, id);
        await UploadIndex.CompleteAsync(session, id, item, digest);
    }

    private static (IReadOnlyList<UploadPart> Parts, SourceWrite? Mistake) Choose(IReadOnlyList<CompletedPart> named, IReadOnlyList<UploadPart> kept)
    {
        if (named.Count == 0)
            return ([], new SourceWrite.InvalidPart());
        var byNumber = kept.ToDictionary(part => part.Number);
        var chosen = new List<UploadPart>(named.Count);
        foreach (var (number, tag, checksum) in named)
        {
            if (chosen.Count > 0 && number <= chosen[^1].Number)
                return ([], new SourceWrite.InvalidPartOrder());
            if (!byNumber.TryGetValue(number, out var part) || part.ETag != tag || (checksum is not null && part.Checksum is not null && checksum != part.Checksum))
                return ([], new SourceWrite.InvalidPart());
            chosen.Add(part);
        }
        return chosen.SkipLast(1).Any(part => part.Length < PartBytesMin) ? ([], new SourceWrite.PartTooSmall()) : (chosen, null);
    }

    private async Task CopyAsync(IReadOnlyList<UploadPart> parts, StagedObject staged, RunningChecksum? whole, CancellationToken cancellationToken)
    {
        var buffer = new byte[CopyBufferBytes];
        foreach (var part in parts)
        {
            await using var bytes = await _store.Bytes.OpenReadAsync(ObjectKey.Parse(part.StoreKey), 0, null, cancellationToken);
            int read;
            while ((read = await bytes.ReadAsync(buffer, cancellationToken)) > 0)
            {
                whole?.Append(buffer.AsSpan(0, read));
                await staged.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
    }

    private async Task ForgetPartsAsync(IMetastoreWriteSession session, string id)
    {
        foreach (var part in await UploadIndex.PartsAsync(session, id))
            await _store.Index.CollectAsync(session, part.StoreKey);
        await UploadIndex.RemovePartsAsync(session, id);
    }

    // S3's rule: the digest of the parts' digests, and how many.
    [SuppressMessage("Security", "CA5351", Justification = "S3's entity tags are MD5s; they find accidents.")]
    private static string ETagOf(IReadOnlyList<UploadPart> parts) => string.Create(
        CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(MD5.HashData([.. parts.SelectMany(part => Convert.FromHexString(part.ETag))]))}-{parts.Count}");

    private static ObjectChecksum? ChecksumOf(MultipartUpload upload, IReadOnlyList<UploadPart> parts, RunningChecksum? whole)
    {
        if (upload.Description.Checksum is not { } kind)
            return null;
        if (whole is not null)
            return kind with { Value = whole.Value() };
        if (parts.Any(part => part.Checksum is null))
            return null;
        var ofParts = RunningChecksum.Of(kind.Name, [.. parts.SelectMany(part => Convert.FromBase64String(part.Checksum!))]);
        return kind with { Value = string.Create(CultureInfo.InvariantCulture, $"{ofParts}-{parts.Count}") };
    }

    // Some clients leave out how many parts a composite one is of.
    private static bool IsSame(ObjectChecksum? made, ObjectChecksum expected) =>
        made?.Name == expected.Name && made.Value.Split('-')[0] == expected.Value.Split('-')[0];

    private static string DigestOf(IReadOnlyList<CompletedPart> named) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Concat(named.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Number}:{part.ETag}\n"))))));

    private static SourceObject Answer(MultipartUpload upload) => new()
    {
        Key = upload.Key,
        StoreKey = "",
        Length = 0,
        ETag = upload.ETag!,
        Description = upload.Description,
        ModifiedAt = upload.StartedAt,
    };

    // Ends the transaction of a completion that an abort overtook.
    private sealed class UploadAbortedException : Exception;
}
