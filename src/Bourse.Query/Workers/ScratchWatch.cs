namespace Bourse.Query.Workers;

/// <summary>
/// Looks every second how much a worker has written, and ends it when that is more than it may. The engine counts by itself; this holds an engine that was taken
/// over, for the kernel limits the length of each file and not how many there are.
/// </summary>
internal sealed class ScratchWatch : IDisposable
{
    // What a file without a byte costs, more or less.
    private const long BytesMin = 4096;
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(1);

    private readonly string _folder;
    private readonly long _bytesMax;
    private readonly Action _end;
    private readonly ITimer _timer;

    /// <summary>Begins.</summary>
    /// <param name="folder">Where the worker may write.</param>
    /// <param name="bytesMax">What all its files together may have.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="end">Ends the worker.</param>
    public ScratchWatch(string folder, long bytesMax, TimeProvider clock, Action end)
    {
        (_folder, _bytesMax, _end) = (folder, bytesMax, end);
        _timer = clock.CreateTimer(static watch => ((ScratchWatch)watch!).Look(), this, s_every, s_every);
    }

    /// <summary>Whether the worker was ended for it.</summary>
    public bool IsOverdrawn { get; private set; }

    /// <inheritdoc />
    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        try
        {
            // Landlock lets it make files alone: there are no folders below.
            if (new DirectoryInfo(_folder).EnumerateFiles().Sum(Length) <= _bytesMax)
                return;
        }
        catch (DirectoryNotFoundException)
        {
            return;
        }
        IsOverdrawn = true;
        _end();
    }

    /// <summary>The engine removes its files at any time.</summary>
    private static long Length(FileInfo file)
    {
        try
        {
            return Math.Max(file.Length, BytesMin);
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }
}
