namespace Bourse.Worker.Tests;

/// <summary>A test against Linux's headers, which a machine without a C compiler has not.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class HeaderTheoryAttribute : TheoryAttribute
{
    public HeaderTheoryAttribute()
    {
        if (!File.Exists("/usr/include/x86_64-linux-gnu/asm/unistd_64.h") || !File.Exists("/usr/include/asm-generic/unistd.h"))
            Skip = "skipped, the kernel's headers (linux-libc-dev) are not installed";
    }
}
