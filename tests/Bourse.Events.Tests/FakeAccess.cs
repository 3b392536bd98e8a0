using Bourse.Metastore;

namespace Bourse.Events.Tests;

/// <summary>Everybody may hear of everything, but those who are named.</summary>
internal sealed class FakeAccess : IEventAccess
{
    private int _answers;

    public HashSet<string> Barred { get; } = new(StringComparer.Ordinal);

    /// <summary>Called after each answer, with how many there were.</summary>
    public Action<int> Answered { get; set; } = _ => { };

    public Task<bool> MayHearAsync(IMetastoreSession session, string account, string subject)
    {
        Assert.Equal("portfolio-analytics", subject);
        var may = !Barred.Contains(account);
        Answered(Interlocked.Increment(ref _answers));
        return Task.FromResult(may);
    }
}
