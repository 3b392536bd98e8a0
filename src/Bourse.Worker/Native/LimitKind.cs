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

    /// <summary>Threads of the user on the whole machine, beyond which this process can make none. The kernel does not hold root to it.</summary>
    Threads = 6,

    /// <summary>Open descriptors.</summary>
    Descriptors = 7,

    /// <summary>Bytes of addresses, used or not.</summary>
    Addresses = 9,
}
