namespace Bourse.Layout.Tests;

/// <summary>A fault point armed in one test strikes whatever runs beside it in the process.</summary>
public sealed class FaultPointTests
{
    [Fact]
    public void Tests_that_arm_fault_points_run_alone()
    {
        var arming = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != $"{nameof(FaultPointTests)}.cs")
            .Select(file => (Name: Path.GetRelativePath(Repository.Root, file), Text: File.ReadAllText(file)))
            .Where(file => file.Text.Contains("FaultPoint.Arm(", StringComparison.Ordinal)
                && (file.Text.Contains("Fact]", StringComparison.Ordinal) || file.Text.Contains("Theory]", StringComparison.Ordinal))).ToList();

        Assert.NotEmpty(arming);
        Assert.Equal([], arming.Where(file => !file.Text.Contains("[Collection(nameof(FaultPoint))]", StringComparison.Ordinal)).Select(file => file.Name));
    }
}
