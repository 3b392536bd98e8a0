using System.Security.Cryptography;
using Bourse.Storage.Local;

namespace Bourse.Storage.Tests.Local;

public sealed class LocalObjectStoreConformanceTests : ObjectStoreConformance, IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly LocalObjectStore _store;

    public LocalObjectStoreConformanceTests() => _store = new LocalObjectStore("test", _folder.Path, RandomNumberGenerator.Create());

    protected override IObjectStore Store => _store;

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }
}
