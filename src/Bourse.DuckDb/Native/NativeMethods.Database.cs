using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using Bourse.DuckDb.Native.Handles;
using Bourse.DuckDb.Native.Marshalling;

namespace Bourse.DuckDb.Native;

/// <content>Open and connect; configuration at start.</content>
internal static partial class NativeMethods
{
    [LibraryImport(Library, EntryPoint = "duckdb_open_ext")]
    public static partial NativeState OpenExt(
        [MarshalUsing(typeof(StrictUtf8Marshaller))] string? path, out DatabaseHandle database, ConfigHandle config,
        [MarshalUsing(typeof(CallerFreesUtf8Marshaller))] out string? error);

    [LibraryImport(Library, EntryPoint = "duckdb_close")]
    public static partial void Close(ref nint database);

    [LibraryImport(Library, EntryPoint = "duckdb_connect")]
    public static partial NativeState Connect(DatabaseHandle database, out ConnectionHandle connection);

    [LibraryImport(Library, EntryPoint = "duckdb_disconnect")]
    public static partial void Disconnect(ref nint connection);

    [LibraryImport(Library, EntryPoint = "duckdb_interrupt")]
    public static partial void Interrupt(ConnectionHandle connection);

    [LibraryImport(Library, EntryPoint = "duckdb_query_progress")]
    public static partial NativeProgress QueryProgress(ConnectionHandle connection);

    [LibraryImport(Library, EntryPoint = "duckdb_library_version")]
    [return: MarshalUsing(typeof(EngineOwnedUtf8Marshaller))]
    public static partial string? LibraryVersion();

    [LibraryImport(Library, EntryPoint = "duckdb_create_config")]
    public static partial NativeState CreateConfig(out ConfigHandle config);

    [LibraryImport(Library, EntryPoint = "duckdb_set_config")]
    public static partial NativeState SetConfig(
        ConfigHandle config, [MarshalUsing(typeof(StrictUtf8Marshaller))] string name, [MarshalUsing(typeof(StrictUtf8Marshaller))] string option);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_config")]
    public static partial void DestroyConfig(ref nint config);
}
