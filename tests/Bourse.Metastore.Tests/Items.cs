namespace Bourse.Metastore.Tests;

/// <summary>The one table of these tests.</summary>
internal static class Items
{
    public static Task<int> AddAsync(IMetastoreWriteSession session, long id, string text = "text") =>
        session.ExecuteAsync("INSERT INTO items (id, text) VALUES (@Id, @Text)", new { Id = id, Text = text });

    public static Task<IReadOnlyList<long>> IdsAsync(IMetastoreSession session) => session.QueryAsync<long>("SELECT id FROM items ORDER BY id");

    public static Task<IReadOnlyList<long>> IdsAsync(IMetastore metastore) => metastore.ReadAsync(IdsAsync);
}
