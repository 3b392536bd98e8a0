namespace Bourse.Access.Tests;

/// <summary>A fact about shared data; says so where the data is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(string relative) => Skip = SharedData.SkipUnlessThere(relative);
}
