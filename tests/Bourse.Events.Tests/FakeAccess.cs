using Bourse.Metastore;

namespace Bourse.Events.Tests;

/// <summary>Everybody may hear of everything, but those who are named.</summary>
internal sealed class FakeAccess : IEventAccess
{
    public HashSet<string> Barred { get; } = new(StringComparer.Ordinal);

    public Task<bool> MayHearAsync(IMetastoreSession session, string account, string subject)
    {
        Assert.Equal("portfolio-analytics", subject);
        return Task.FromResult(!Barred.Contains(account));
    }
}
