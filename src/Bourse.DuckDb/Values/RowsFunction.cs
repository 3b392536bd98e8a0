using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Bourse.DuckDb.Frames;
using Bourse.DuckDb.Native;
using Bourse.DuckDb.Native.Handles;

namespace Bourse.DuckDb.Values;

/// <summary>
/// A table function without parameters that gives rows read elsewhere, chunk by chunk, to one thread of the engine, so that they keep their order and take little
/// memory. Rows can be read once, so the function gives them once: the engine calls the three functions here, which must not throw.
/// </summary>
internal sealed unsafe class RowsFunction(DuckDbRows rows)
{
    private readonly IEnumerator<DuckDbChunk> chunks = rows.Chunks().GetEnumerator();

    /// <summary>What stopped the rows; the engine is told its message alone.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Makes the function known to a connection's database.</summary>
    public NativeState Register(ConnectionHandle connection, string name)
    {
        using var function = NativeMethods.CreateTableFunction();
        NativeMethods.TableFunctionName(function, name);
        NativeMethods.TableFunctionState(function, GCHandle.ToIntPtr(GCHandle.Alloc(this)), &Free);
        NativeMethods.TableFunctionBind(function, &Bind);
        NativeMethods.TableFunctionInit(function, &Init);
        NativeMethods.TableFunctionRun(function, &Run);
        return NativeMethods.RegisterTableFunction(connection, function);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Free(nint state) => GCHandle.FromIntPtr(state).Free();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Bind(nint bind)
    {
        try
        {
            foreach (var column in Of(NativeMethods.BindState(bind)).Columns)
            {
                using var type = LogicalTypes.Create(column.Type);
                NativeMethods.BindColumn(bind, column.Name, type);
            }
        }
        catch (Exception failed)
        {
            NativeMethods.BindError(bind, Message(failed));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Init(nint init) => NativeMethods.InitThreads(init, 1);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Run(nint function, nint output)
    {
        var self = Of(NativeMethods.FunctionState(function));
        try
        {
            NativeMethods.SetChunkSize(output, (ulong)self.Give(output));
        }
        catch (Exception failed)
        {
            self.Failure = failed;
            NativeMethods.FunctionError(function, Message(failed));
        }
    }

    private static RowsFunction Of(nint state) => (RowsFunction)GCHandle.FromIntPtr(state).Target!;

    private static string Message(Exception failed) => failed.Message.Replace('\0', ' ');

    private IReadOnlyList<DuckDbColumn> Columns => rows.Columns;

    private int Give(nint output)
    {
        if (!chunks.MoveNext())
            return 0;
        var chunk = chunks.Current;
        var all = new RowSelection(0, chunk.RowCount);
        for (var column = 0; column < chunk.ColumnCount; column++)
            VectorFiller.Fill(chunk.Column(column), all, null, NativeMethods.ChunkVector(output, (ulong)column));
        return chunk.RowCount;
    }
}
