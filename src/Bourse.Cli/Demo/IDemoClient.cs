using Bourse.Cli.Output;

namespace Bourse.Cli.Demo;

/// <summary>A client's own engine, which shares no code with the exchange's serving side.</summary>
internal interface IDemoClient : IAsyncDisposable
{
    /// <summary>The engine, for people.</summary>
    string Engine { get; }

    /// <summary>How a query names a table.</summary>
    string Table(string product, string table);

    /// <summary>How a query names a table as it was at a snapshot; goes where the table's name goes.</summary>
    string TableAt(string product, string table, long snapshotId);

    /// <summary>How a query names a local CSV file with a heading.</summary>
    string CsvFile(string path);

    /// <summary>Runs a SELECT.</summary>
    /// <exception cref="DemoClientException">The engine was refused, or refuses.</exception>
    Task<DataRows> QueryAsync(string sql, CancellationToken cancellation);
}
