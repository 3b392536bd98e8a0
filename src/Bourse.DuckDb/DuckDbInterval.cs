using System.Runtime.InteropServices;

namespace Bourse.DuckDb;

/// <summary>An INTERVAL, in the engine's own layout: three parts that do not convert into each other.</summary>
/// <param name="Months">Whole months.</param>
/// <param name="Days">Whole days.</param>
/// <param name="Microseconds">The rest.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct DuckDbInterval(int Months, int Days, long Microseconds);
