using Bourse.DuckDb.Native;
using Bourse.DuckDb.Native.Handles;

namespace Bourse.DuckDb;

/// <summary>Runs one native call that fills a result, turning its failure into an exception and a cancelled token into an interrupt.</summary>
internal static class QueryRun
{
    public static DuckDbResult Run<TCall>(
        ConnectionHandle connection, TCall call, Func<TCall, ResultHandle, NativeState> native, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var result = new ResultHandle();
        try
        {
            NativeState state;
            using (new CancellationInterrupt(connection, cancellationToken))
                state = native(call, result);
            if (state == NativeState.Success)
                return new DuckDbResult(result);
            if (NativeMethods.ResultErrorType(result) == DuckDbErrorType.Interrupt)
                cancellationToken.ThrowIfCancellationRequested();
            throw Failure(result);
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    /// <summary>What a result says about its failure.</summary>
    public static DuckDbException Failure(ResultHandle result) =>
        new(NativeMethods.ResultErrorType(result), NativeMethods.ResultError(result) ?? "DuckDB failed without a message.");
}
