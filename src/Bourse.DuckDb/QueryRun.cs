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
            var type = NativeMethods.ResultErrorType(result);
            if (type == DuckDbErrorType.Interrupt)
                cancellationToken.ThrowIfCancellationRequested();
            throw new DuckDbException(type, NativeMethods.ResultError(result) ?? "DuckDB failed without a message.");
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }
}
