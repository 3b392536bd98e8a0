namespace Bourse.Worker.Tests;

/// <summary>A test of confinement, which is Linux's.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ConfinedFactAttribute : FactAttribute
{
    public ConfinedFactAttribute()
    {
        if (!OperatingSystem.IsLinux())
            Skip = "skipped, processes are confined on Linux only";
    }
}
