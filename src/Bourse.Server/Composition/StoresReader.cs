using Bourse.Storage;
using Bourse.Storage.S3;

namespace Bourse.Server.Composition;

/// <summary>
/// Reads the section <c>stores</c> of <c>bourse.json</c>; a store that is not named lives in the data folder:
/// <code>
/// {"lakehouse": {"bucket": "meridian", "prefix": "lake", "region": "eu-central-1"},
///  "projections": {"bucket": "meridian", "prefix": "projections", "region": "eu-central-1", "endpoint": "https://s3.example.com", "pathStyle": true,
///                  "credentialsFile": "/etc/bourse/s3", "profile": "default", "singleWriter": false, "cacheGibibytes": 20}}
/// </code>
/// </summary>
internal static class StoresReader
{
    private const int CacheGibibytesDefault = 20;

    /// <summary>The stores that are in buckets.</summary>
    public static (RemoteStore? Lakehouse, RemoteStore? Projections) Read(OptionsReader? stores)
    {
        if (stores is null)
            return (null, null);
        var lakehouse = Store(stores.Section(NodeFiles.LakehouseStore));
        var projections = Store(stores.Section(NodeFiles.ProjectionStore));
        if (lakehouse is not null && projections is not null && lakehouse.Overlaps(projections))
            stores.Mistake(NodeFiles.ProjectionStore, "must not overlap with the lakehouse; give each a bucket or a prefix of its own.");
        stores.Finish();
        return (lakehouse, projections);
    }

    private static RemoteStore? Store(OptionsReader? reader)
    {
        if (reader is null)
            return null;
        var gibibytes = reader.Integer("cacheGibibytes") ?? CacheGibibytesDefault;
        if (gibibytes < 1)
            reader.Mistake("cacheGibibytes", "must be at least 1.");
        var store = new RemoteStore
        {
            Bucket = reader.RequiredText("bucket", "\"meridian-lakehouse\""),
            Prefix = Prefix(reader),
            Endpoint = reader.Address("endpoint"),
            Region = reader.RequiredText("region", "\"eu-central-1\""),
            PathStyle = reader.Flag("pathStyle") ?? false,
            CredentialsFile = reader.Text("credentialsFile"),
            Profile = reader.Text("profile") ?? S3Credentials.ProfileDefault,
            SingleWriter = reader.Flag("singleWriter") ?? false,
            CacheBytesMax = (long)gibibytes << 30,
        };
        Check(reader, store);
        reader.Finish();
        return store;
    }

    private static ObjectKey? Prefix(OptionsReader reader)
    {
        if (reader.Text("prefix") is not { } text)
            return null;
        if (ObjectKey.TryParse(text, out var prefix))
            return prefix;
        reader.Mistake("prefix", $"'{text}' must be folders separated by '/', without one at either end.");
        return null;
    }

    private static void Check(OptionsReader reader, RemoteStore store)
    {
        if (store.Bucket.Length > 0 && !S3StoreOptions.IsBucket(store.Bucket))
            reader.Mistake("bucket", $"'{store.Bucket}' must have 3 to 63 lower-case letters, digits, dots and hyphens.");
        if (store.Region.Length > 0 && !S3StoreOptions.IsRegion(store.Region))
            reader.Mistake("region", $"'{store.Region}' must have lower-case letters, digits and hyphens.");
        if (store.Endpoint is { } endpoint && !S3StoreOptions.IsEndpoint(endpoint))
            reader.Mistake("endpoint", "must be of the form https://host[:port], without user, path or query.");
        else if (store.Endpoint is { IsLoopback: false, Scheme: not "https" })
            reader.Mistake("endpoint", "must be https; data crosses the network in clear otherwise.");
        if (store.CredentialsFile is { } file && S3Credentials.MistakeIn(file, store.Profile) is { } mistake)
            reader.Mistake("credentialsFile", $"'{file}' {mistake}");
    }
}
