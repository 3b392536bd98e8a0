using System.IO.Pipelines;
using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Bourse.Server.Tests.Http;

public sealed class RevocableCopyTests
{
    private const int Length = 100 * 1024;
    private readonly TickingTime _time = new();

    [Fact(Timeout = 10_000)]
    public async Task A_body_under_way_is_cut_when_its_decision_no_longer_stands()
    {
        using var request = new AbortableRequest();
        var allowed = true;
        // The store never delivers, as with a reader that takes its time.
        var sending = new RevocableCopy(_time).SendAsync(request.Context, new Pipe().Reader.AsStream(), Length, _ => Task.FromResult(allowed), _ => { });
        _time.Tick();
        Assert.False(request.Aborted);
        allowed = false;
        _time.Tick();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.True(request.Aborted);
    }

    [Fact(Timeout = 10_000)]
    public async Task A_body_under_way_is_cut_when_its_decision_cannot_be_had()
    {
        using var request = new AbortableRequest();
        var sending = new RevocableCopy(_time).SendAsync(
            request.Context, new Pipe().Reader.AsStream(), Length, _ => throw new InvalidOperationException("no metastore"), _ => { });
        _time.Tick();
        Assert.Equal("no metastore", (await Assert.ThrowsAsync<InvalidOperationException>(() => sending)).Message);
        Assert.True(request.Aborted);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_body_under_way_is_cut_when_nobody_decides_in_time()
    {
        using var request = new AbortableRequest();
        var sending = new RevocableCopy(TimeProvider.System).SendAsync(
            request.Context, new Pipe().Reader.AsStream(), Length, _ => new TaskCompletionSource<bool>().Task, _ => { });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.True(request.Aborted);
        Assert.True(RevocableCopy.Interval + RevocableCopy.AnswerWithin < TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(Length)]
    public async Task A_whole_body_is_sent_and_counted(int length)
    {
        using var request = new AbortableRequest();
        using var body = new MemoryStream();
        request.Context.Response.Body = body;
        var bytes = new byte[length];
        Array.Fill(bytes, (byte)7);
        long sent = 0;
        await new RevocableCopy(_time).SendAsync(request.Context, new MemoryStream(bytes), length, _ => Task.FromResult(true), count => sent += count);
        Assert.Equal(bytes, body.ToArray());
        Assert.Equal(length, sent);
        Assert.False(request.Aborted);
    }

    /// <summary>A request whose connection can be cut.</summary>
    private sealed class AbortableRequest : IHttpRequestLifetimeFeature, IDisposable
    {
        private readonly CancellationTokenSource _aborted = new();

        public AbortableRequest()
        {
            Context.Features.Set<IHttpRequestLifetimeFeature>(this);
            RequestAborted = _aborted.Token;
        }

        public DefaultHttpContext Context { get; } = new();

        public bool Aborted => _aborted.IsCancellationRequested;

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => _aborted.Cancel();

        public void Dispose() => _aborted.Dispose();
    }

    /// <summary>A clock whose timers fire when told.</summary>
    private sealed class TickingTime : TimeProvider
    {
        private readonly List<(TimerCallback Callback, object? State)> _timers = [];

        public void Tick()
        {
            foreach (var (callback, state) in _timers.ToArray())
                callback(state);
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Assert.Equal(RevocableCopy.Interval, period);
            _timers.Add((callback, state));
            return new Handle();
        }

        private sealed class Handle : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
