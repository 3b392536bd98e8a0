using Bourse.DuckDb.Native;
using Bourse.DuckDb.Native.Handles;

namespace Bourse.DuckDb;

/// <summary>
/// Interrupts a connection when a token is cancelled. The engine forgets an interrupt that arrives just before a query starts, so it is
/// repeated until disposed; after disposing none can reach a later query.
/// </summary>
internal sealed class CancellationInterrupt : IDisposable
{
    private static readonly TimeSpan Repeat = TimeSpan.FromMilliseconds(5);

    private readonly Lock gate = new();
    private readonly ConnectionHandle connection;
    private readonly CancellationTokenRegistration registration;
    private Timer? timer;
    private bool done;

    public CancellationInterrupt(ConnectionHandle connection, CancellationToken cancellationToken)
    {
        this.connection = connection;
        registration = cancellationToken.UnsafeRegister(static self => ((CancellationInterrupt)self!).Cancelled(), this);
    }

    /// <summary>Interrupts sent so far.</summary>
    public int Sent { get; private set; }

    public void Dispose()
    {
        lock (gate)
        {
            done = true;
            timer?.Dispose();
        }
        registration.Dispose();
    }

    private void Cancelled()
    {
        lock (gate)
        {
            if (!done)
                timer = new Timer(static self => ((CancellationInterrupt)self!).Interrupt(), this, TimeSpan.Zero, Repeat);
        }
    }

    private void Interrupt()
    {
        lock (gate)
        {
            // The connection may be disposed while its query still runs: then there is nothing left to interrupt through.
            if (done || connection.IsClosed)
                return;
            NativeMethods.Interrupt(connection);
            Sent++;
        }
    }
}
