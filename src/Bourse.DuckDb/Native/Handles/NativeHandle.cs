using System.Runtime.InteropServices;

namespace Bourse.DuckDb.Native.Handles;

/// <summary>A pointer that is invalid when null. A call in progress holds a reference, so disposing on another thread waits for it.</summary>
internal abstract class NativeHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;
}
