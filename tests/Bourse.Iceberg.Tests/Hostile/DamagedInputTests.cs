using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Tests.Support;
using Xunit.Abstractions;

namespace Bourse.Iceberg.Tests.Hostile;

/// <summary>
/// Metadata, manifests, footers and vectors of real tables with bytes changed, cut or repeated: planning gives a plan or a typed error, in bounded memory.
/// </summary>
[Collection(nameof(MeasuredMemoryCollection))]
public sealed class DamagedInputTests(ITestOutputHelper output)
{
    private const int Rounds = 500;
    private const long BytesMax = 512L << 20;

    [SharedDataTheory]
    [InlineData("v1_no_manifest_list")]
    [InlineData("v1_nested_types")]
    [InlineData("v2_bunnies_java_eq_pos_deletes")]
    [InlineData("v2_name_mapping_nested")]
    [InlineData("v2_bigquery_writer")]
    [InlineData("v3_deletion_vectors")]
    [InlineData("v3_all_types_defaults")]
    public async Task A_damaged_file_gives_a_plan_or_a_typed_error(string name)
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new System.Random(seed);
        var fixture = FixtureFiles.Open(name);
        for (var round = 0; round < Rounds; round++)
        {
            using var files = new DamagedFiles(fixture, random);
            var before = GC.GetTotalAllocatedBytes();
            try
            {
                var table = await IcebergTable.LoadAsync(fixture.MetadataLocation, files);
                Assert.NotNull((await table.Scan().ToQueryAsync(Expression.True)).Sql);
            }
            catch (Exception e) when (e is IcebergFormatException or NotSupportedException or FileNotFoundException)
            {
                Assert.NotEmpty(e.Message);
            }
            Assert.True(GC.GetTotalAllocatedBytes() - before < BytesMax, $"seed {seed}, round {round}: more than {BytesMax} bytes for a small file");
        }
    }

    /// <summary>A table's files, one kind of them damaged.</summary>
    private sealed class DamagedFiles(FixtureFiles files, System.Random random) : ITableFiles, IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("bourse-damaged-").FullName;
        private readonly int _damagedKind = random.Next(3);

        public void RequireWithin(string location) => files.RequireWithin(location);

        public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(string location, CancellationToken cancellationToken = default)
        {
            var content = await files.ReadAsync(location, cancellationToken);
            return (_damagedKind == 0) == location.EndsWith(".json", StringComparison.Ordinal) && _damagedKind < 2 ? Damage(content.ToArray()) : content;
        }

        public async ValueTask<string> LocalPathAsync(string location, CancellationToken cancellationToken = default)
        {
            var path = await files.LocalPathAsync(location, cancellationToken);
            if (_damagedKind < 2)
                return path;
            var copy = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
            await File.WriteAllBytesAsync(copy, Damage(await File.ReadAllBytesAsync(path, cancellationToken)), cancellationToken);
            return copy;
        }

        public ValueTask CreateAsync(string location, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask AdoptAsync(string location, string localFile, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public string NewTemporaryPath(string suffix) => throw new NotSupportedException();

        public void Dispose() => Directory.Delete(_folder, recursive: true);

        // Files are opened by several threads; the numbers are one sequence.
        private byte[] Damage(byte[] content)
        {
            lock (random)
            {
                switch (random.Next(4))
                {
                    case 0:
                        return content[..random.Next(content.Length)];
                    case 1:
                        var at = random.Next(content.Length);
                        return [.. content[..at], .. content[(at / 2)..]];
                    case 2:
                        // The end is where a Parquet footer is.
                        for (var flips = random.Next(1, 6); flips > 0; flips--)
                            content[content.Length - 1 - random.Next(Math.Min(content.Length, 600))] ^= (byte)(1 << random.Next(8));
                        return content;
                    default:
                        for (var flips = random.Next(1, 6); flips > 0; flips--)
                            content[random.Next(content.Length)] = (byte)random.Next(256);
                        return content;
                }
            }
        }
    }
}
