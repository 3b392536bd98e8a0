namespace Bourse.Worker.Native;

/// <summary><c>RLIMIT_*</c>, as x64 and arm64 number them.</summary>
internal enum LimitKind
{
    /// <summary>Bytes of the longest file that can be written.</summary>
    FileSize = 1,

    /// <summary>Bytes of private memory that can be written.</summary>
    Data = 2,

    /// <summary>Bytes of a dump.</summary>
    Core = 4,

    /// <summary>Open descriptors.</summary>
    Descriptors = 7,
}
