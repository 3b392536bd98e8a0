namespace Bourse.Storage.Tests.S3;

[Collection(nameof(MotoServer))]
public sealed class S3ObjectStoreConformanceTests : ObjectStoreConformance, IDisposable
{
    private readonly MotoBucket _bucket;

    public S3ObjectStoreConformanceTests(MotoServer server)
    {
        _bucket = new MotoBucket(server);
        Store = _bucket.Open();
    }

    protected override IObjectStore Store { get; }

    // moto takes forty milliseconds for each operation.
    protected override int RandomHistories => 4;

    public void Dispose() => _bucket.Dispose();
}
