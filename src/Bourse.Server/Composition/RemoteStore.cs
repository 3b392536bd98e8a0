using Bourse.Storage;
using Bourse.Storage.S3;

namespace Bourse.Server.Composition;

/// <summary>A bucket that holds a store instead of the data folder, without the secret.</summary>
public sealed record RemoteStore
{
    /// <summary>The bucket.</summary>
    public required string Bucket { get; init; }

    /// <summary>The folder of the bucket; null for all of it.</summary>
    public ObjectKey? Prefix { get; init; }

    /// <summary>Where the service listens; null for AWS.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The region that requests are signed for.</summary>
    public required string Region { get; init; }

    /// <summary>Whether the bucket stands in the path.</summary>
    public bool PathStyle { get; init; }

    /// <summary>A file in the form of <c>~/.aws/credentials</c>, readable by its owner alone; null for the SDK's chain: environment, profile, role.</summary>
    public string? CredentialsFile { get; init; }

    /// <summary>The profile of <see cref="CredentialsFile"/>.</summary>
    public string Profile { get; init; } = S3Credentials.ProfileDefault;

    /// <summary>Whether this exchange alone writes there, so that a service without conditional writes may be used.</summary>
    public bool SingleWriter { get; init; }

    /// <summary>What its read cache may take, in bytes.</summary>
    public long CacheBytesMax { get; init; }

    /// <summary>Whether one of the two would see objects of the other.</summary>
    public bool Overlaps(RemoteStore other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var (mine, theirs) = (Folder(this), Folder(other));
        return Bucket == other.Bucket && Endpoint == other.Endpoint
            && (mine.StartsWith(theirs, StringComparison.Ordinal) || theirs.StartsWith(mine, StringComparison.Ordinal));
    }

    /// <summary>What the store is opened with; credentials are looked for now.</summary>
    /// <exception cref="StorageException">There are none.</exception>
    internal S3StoreOptions ToOptions(string name, string localFolder) => new()
    {
        Name = name,
        Bucket = Bucket,
        Prefix = Prefix,
        Endpoint = Endpoint,
        Region = Region,
        PathStyle = PathStyle,
        SingleWriter = SingleWriter,
        CacheBytesMax = CacheBytesMax,
        LocalFolder = localFolder,
        Credentials = CredentialsFile is { } file ? S3Credentials.FromFile(file, Profile) : S3Credentials.FromChain(),
    };

    private static string Folder(RemoteStore store) => store.Prefix is { } prefix ? prefix + "/" : "";
}
