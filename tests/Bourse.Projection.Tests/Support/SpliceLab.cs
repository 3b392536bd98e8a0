using System.Security.Cryptography;
using Bourse.Access.Authorization;
using Bourse.DuckDb;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Schemas;
using Bourse.Projection.Contents;
using Bourse.Projection.Generation;
using Bourse.Projection.Masking;
using Bourse.Projection.Pieces;
using Bourse.Projection.Splicing;
using Bourse.Storage;
using Bourse.Storage.Local;

namespace Bourse.Projection.Tests.Support;

/// <summary>Splices single files: a store of sources, a store of what is made of them, an engine.</summary>
internal sealed class SpliceLab : IDisposable
{
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly DuckDbDatabase _engine = DuckDbDatabase.Open(new DuckDbOptions { EnableExternalAccess = true, Threads = 2 });
    private int _files;

    public SpliceLab()
    {
        Folder = Directory.CreateTempSubdirectory("bourse-splice-").FullName;
        Connection = _engine.Connect();
        Sources = new LocalObjectStore("lakehouse", Path.Combine(Folder, "lakehouse"), _random);
        Projections = new LocalObjectStore("projections", Path.Combine(Folder, "projections"), _random);
        Contents = new ContentStores([Sources, Projections]);
    }

    public string Folder { get; }

    public DuckDbConnection Connection { get; }

    public LocalObjectStore Sources { get; }

    public LocalObjectStore Projections { get; }

    public ContentStores Contents { get; }

    /// <summary>A source file of a query's rows in its order; options such as <c>ROW_GROUP_SIZE 2048</c>.</summary>
    public async Task<SourceFile> WriteAsync(string selectSql, Schema schema, string options = "ROW_GROUP_SIZE 2048")
    {
        var path = Sources.NewTemporaryPath(".parquet");
        Connection.Execute($"COPY ({selectSql}) TO {Sql.Literal(path)} (FORMAT parquet, FIELD_IDS {EngineTypes.FieldIds(schema)}, {options})");
        return await AdoptAsync(path, schema);
    }

    /// <summary>A source file that is at a path.</summary>
    public async Task<SourceFile> AdoptAsync(string path, Schema schema)
    {
        var key = ObjectKey.Parse($"f{_files++}.parquet");
        await Sources.AdoptAsync(key, path);
        var (sha256, length) = await Contents.DigestAsync("lakehouse", key.Value, CancellationToken.None);
        var local = await Sources.LocalPathAsync(key);
        return new SourceFile(new StoredContent("lakehouse", key.Value, length, sha256), local, ParquetFooter.ReadFile(local), schema);
    }

    public FileClassification Classify(SourceFile source, RuleSet rules) => FileClassifier.Classify(Connection, source, rules.RowFilter, CancellationToken.None);

    public Task<SpliceOutcome> SpliceAsync(SourceFile source, RuleSet rules)
    {
        MaskKeys.Bind(Connection, rules, ProjectionWorld.Naming);
        return new FileSplicer(Connection, Contents, new ContentAddressed(Projections, 0))
            .SpliceAsync(source, Classify(source, rules), ProjectedShape.Of(source.Schema, rules), CancellationToken.None);
    }

    /// <summary>A file with the bytes of a virtual object, as they are served.</summary>
    public async Task<string> AssembleAsync(VirtualContent content)
    {
        var path = Path.Combine(Folder, $"assembled-{_files++}.parquet");
        await using var stream = await Contents.OpenReadAsync(content, 0, content.Length, CancellationToken.None);
        await using var file = File.Create(path);
        await stream.CopyToAsync(file);
        Assert.Equal(content.Length, file.Length);
        return path;
    }

    /// <summary>The same rows and columns, rewritten.</summary>
    public string Rewrite(SourceFile source, RuleSet rules)
    {
        var path = Path.Combine(Folder, $"rewritten-{_files++}.parquet");
        MaskKeys.Bind(Connection, rules, ProjectionWorld.Naming);
        new RowPieceWriter(Connection).Write(source, ProjectedShape.Of(source.Schema, rules), path, CancellationToken.None);
        return path;
    }

    /// <summary>The rows of a query as text, in its order.</summary>
    public List<string> Text(string sql)
    {
        using var result = Connection.Query($"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ({sql})");
        return [.. result.Rows().Select(r => string.Join("|", r.Select(v => v ?? "∅")))];
    }

    public void Dispose()
    {
        Connection.Dispose();
        _engine.Dispose();
        Sources.Dispose();
        Projections.Dispose();
        _random.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
