namespace Bourse.Storage.Tests.S3;

/// <summary>A test against moto.</summary>
internal sealed class MotoFactAttribute : FactAttribute
{
    public MotoFactAttribute() => Skip = MotoServer.SkipReason;
}
