namespace Bourse.Storage.Tests.S3;

/// <summary>A test against moto, for several cases.</summary>
internal sealed class MotoTheoryAttribute : TheoryAttribute
{
    public MotoTheoryAttribute() => Skip = MotoServer.SkipReason;
}
