using System.Globalization;
using System.Text;
using Bourse.Catalog.Commits;
using Bourse.Catalog.Objects;
using Bourse.Iceberg.Manifests;
using Bourse.Iceberg.Metadata;
using Bourse.Storage;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Catalog.Tests.Objects;

/// <summary>
/// Random writes to a provider's bucket against a dictionary. Some keys belong to a table, which refers to some of them by a snapshot that a published revision holds:
/// those stay as they are, whatever anybody does (property 40).
/// </summary>
[Collection(nameof(FaultPoint))]
public sealed class SourceObjectsModelTests
{
    private const string PartContent = "the only part of ";

    [Fact]
    public void Over_random_writes_the_bucket_agrees_with_the_model_and_what_a_revision_refers_to_never_changes() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(6).WithEndSize(50),
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ListOf().ToArbitrary(), steps => { RunAsync(steps).GetAwaiter().GetResult(); }));

    private static async Task RunAsync(IEnumerable<int> steps)
    {
        await using var world = await ObjectsWorld.CreateAsync();
        var run = new Run(world);
        await run.StartAsync();
        foreach (var step in steps)
            await run.StepAsync(step % 9, step / 9);
        await run.CompareAsync();
    }

    private sealed class Run(ObjectsWorld world)
    {
        // An object may be another's folder, a name may be empty between slashes, and code points beyond the first plane sort last.
        private static readonly string[] s_names = ["a", "a/b", "a//b", "b/", "\uFFFD", "\U0001F600", ".objects/x", "z"];
        private readonly Dictionary<string, (string Content, string ETag, string Said)> _model = new(StringComparer.Ordinal);
        private readonly HashSet<string> _published = new(StringComparer.Ordinal);
        private string _folder = "";

        private string[] Keys => [.. s_names, .. new[] { "data/1.parquet", "data/2.parquet", "metadata/snap-1.avro" }.Select(name => $"{_folder}/{name}")];

        public async Task StartAsync()
        {
            var table = await world.Catalog.CreateTableAsync("gold.nav");
            _folder = StoreLocation.KeyWithin(table.Metadata.Location, "lakehouse").Value;
            await RememberOwnAsync();
        }

        public Task StepAsync(int kind, int choice)
        {
            var key = Keys[choice % Keys.Length];
            var content = string.Create(CultureInfo.InvariantCulture, $"content {choice / 16 % 5}");
            return kind switch
            {
                0 or 1 => PutAsync(key, content, WriteCondition.None),
                2 => PutAsync(key, content, new WriteCondition(MustBeAbsent: true)),
                3 => PutAsync(key, content, new WriteCondition(ETag: choice % 2 == 0 ? _model.GetValueOrDefault(key).ETag ?? "none" : "another")),
                4 => DeleteAsync(key, WriteCondition.None),
                5 => DeleteAsync(key, new WriteCondition(ETag: choice % 2 == 0 ? _model.GetValueOrDefault(key).ETag ?? "none" : "another")),
                6 => UploadAsync(key, content, aborts: choice % 3 == 0),
                7 => PublishAsync(),
                _ => CompareAsync(),
            };
        }

        public async Task CompareAsync()
        {
            Assert.Equal(_model, await world.SeenAsync());
            Assert.Equal(_model.Keys.Order(CodePointOrder.Instance), (await world.SeenAsync()).Keys);
            // Everything else in the exchange reads by key.
            foreach (var (key, (content, _, _)) in _model)
            {
                if (ObjectKey.TryParse(key, out var parsed))
                    Assert.Equal(content, Encoding.UTF8.GetString((await world.Store.ReadAllAsync(parsed)).Span));
            }
        }

        private async Task PutAsync(string key, string content, WriteCondition condition)
        {
            var outcome = await world.PutAsync(key, content, condition, said: content);
            if (Expected(key, condition) is { } refusal)
                Assert.IsType(refusal, outcome);
            else if (_published.Contains(key) && _model[key].ETag != ObjectsWorld.Md5(content))
                Assert.IsType<SourceWrite.Protected>(outcome);
            else
                Note(key, content, ObjectsWorld.Md5(content), Assert.IsType<SourceWrite.Done>(outcome));
        }

        private async Task DeleteAsync(string key, WriteCondition condition)
        {
            var outcome = await world.Objects.DeleteAsync(key, condition, default);
            if (Expected(key, condition) is { } refusal)
            {
                Assert.IsType(refusal, outcome);
            }
            else if (_published.Contains(key))
            {
                Assert.Contains("gold.nav", Assert.IsType<SourceWrite.Protected>(outcome).Reason, StringComparison.Ordinal);
            }
            else
            {
                Assert.Equal(_model.Remove(key, out var was) ? was.ETag : null, Assert.IsType<SourceWrite.Done>(outcome).Object?.ETag);
            }
        }

        private async Task UploadAsync(string key, string content, bool aborts)
        {
            var uploads = world.Objects.Uploads;
            var upload = await uploads.CreateAsync(key, "provider", Said(content), new Dictionary<string, string>(), default);
            await using var staged = await world.StageAsync(PartContent + content);
            var part = Assert.IsType<PartOutcome.Kept>(await uploads.PutPartAsync(key, upload.Id, 7, staged, null, default)).Part;
            Assert.Equal([upload.Id], (await uploads.ListAsync(key, "", "", 10, default)).Where(u => u.Key == key).Select(u => u.Id));
            if (aborts)
            {
                Assert.True(await uploads.AbortAsync(key, upload.Id, default));
                Assert.IsType<SourceWrite.NoSuchUpload>(await CompleteAsync());
                return;
            }
            var outcome = await CompleteAsync();
            var tag = ObjectsWorld.Md5(Convert.FromHexString(part.ETag)) + "-1";
            if (_published.Contains(key) && _model[key].ETag != tag)
            {
                Assert.IsType<SourceWrite.Protected>(outcome);
                Assert.True(await uploads.AbortAsync(key, upload.Id, default));
                return;
            }
            Note(key, PartContent + content, tag, Assert.IsType<SourceWrite.Done>(outcome));
            // Once more, as after an answer that was lost, and another way.
            Assert.Equal(tag, Assert.IsType<SourceWrite.Done>(await CompleteAsync()).Object!.ETag);
            Assert.IsType<SourceWrite.NoSuchUpload>(
                await uploads.CompleteAsync(key, upload.Id, [new CompletedPart(8, part.ETag, null)], WriteCondition.None, default));

            Task<SourceWrite> CompleteAsync() =>
                uploads.CompleteAsync(key, upload.Id, [new CompletedPart(7, part.ETag, null)], WriteCondition.None, default);
        }

        /// <summary>A snapshot whose manifest list was written over S3, held by a revision's tag.</summary>
        private async Task PublishAsync()
        {
            var list = $"{_folder}/metadata/snap-1.avro";
            if (!_model.ContainsKey(list) || _published.Contains(list))
                return;
            var table = await world.Catalog.LoadAsync("gold.nav");
            await RewriteAsListAsync(list);
            var snapshot = new Snapshot
            {
                Id = 1, SequenceNumber = 1, TimestampMs = table.Metadata.LastUpdatedMs, ManifestList = $"s3://lakehouse/{list}", SchemaId = 0, Operation = "append",
            };
            var next = table.Metadata.WithSnapshot(snapshot).WithTag("rev-1", 1, table.Metadata.LastUpdatedMs);
            Assert.IsType<CommitOutcome.Committed>(await world.Catalog.Catalog.CommitAsync([new TableCommit(table, next)]));
            _published.Add(list);
            await RememberOwnAsync();
        }

        // What stands there becomes a manifest list of no manifests, which a reader of the table can read.
        private async Task RewriteAsListAsync(string key)
        {
            var bytes = ManifestListWriter.Write(1, null, 1, []);
            await using var staged = world.Objects.Stage();
            await staged.WriteAsync(bytes, default);
            var done = Assert.IsType<SourceWrite.Done>(
                await world.Objects.PutAsync(key, staged, Said("list"), new Dictionary<string, string>(), WriteCondition.None, default));
            var seen = (await world.SeenAsync(key))[key];
            Assert.Equal(done.Object!.ETag, seen.ETag);
            _model[key] = seen;
        }

        // The exchange's own files of the table are seen, and never written over.
        private async Task RememberOwnAsync()
        {
            foreach (var (key, seen) in await world.SeenAsync(_folder))
            {
                if (!key.EndsWith(".metadata.json", StringComparison.Ordinal))
                    continue;
                _model[key] = seen;
                Assert.IsType<SourceWrite.Protected>(await world.PutAsync(key, "another"));
            }
            var current = (await world.Catalog.LoadAsync("gold.nav")).MetadataLocation["s3://lakehouse/".Length..];
            Assert.IsType<SourceWrite.Protected>(await world.Objects.DeleteAsync(current, WriteCondition.None, default));
        }

        private Type? Expected(string key, WriteCondition condition) => condition switch
        {
            { MustBeAbsent: true } when _model.ContainsKey(key) => typeof(SourceWrite.ConditionFailed),
            { ETag: not null } when !_model.ContainsKey(key) => typeof(SourceWrite.Missing),
            { ETag: { } tag } when _model[key].ETag != tag => typeof(SourceWrite.ConditionFailed),
            _ => null,
        };

        private void Note(string key, string content, string tag, SourceWrite.Done done)
        {
            Assert.Equal(tag, done.Object!.ETag);
            if (!_published.Contains(key))
                _model[key] = (content, tag, content);
        }

        private static ObjectDescription Said(string text) => new()
        {
            Metadata = new Dictionary<string, string> { ["said"] = text.StartsWith(PartContent, StringComparison.Ordinal) ? text : PartContent + text },
        };
    }
}
