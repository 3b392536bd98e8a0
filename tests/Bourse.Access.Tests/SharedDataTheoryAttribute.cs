namespace Bourse.Access.Tests;

/// <summary>A theory over shared data; says so where the data is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    public SharedDataTheoryAttribute(string relative) => Skip = SharedData.SkipUnlessThere(relative);
}
