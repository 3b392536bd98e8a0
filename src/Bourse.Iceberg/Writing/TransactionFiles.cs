namespace Bourse.Iceberg.Writing;

/// <summary>The metadata files a transaction writes.</summary>
internal sealed class TransactionFiles(ITableFiles table)
{
    private readonly List<string> _written = [];

    /// <summary>The table's files.</summary>
    public ITableFiles Table => table;

    /// <summary>What was written, in order.</summary>
    public ValueList<string> Written => _written.ToValueList();

    /// <summary>Makes a file, durable on return.</summary>
    public async Task CreateAsync(string location, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await table.CreateAsync(location, content, cancellationToken);
        _written.Add(location);
    }
}
