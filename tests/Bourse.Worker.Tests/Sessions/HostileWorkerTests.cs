using System.Buffers.Binary;
using Bourse.DuckDb;
using Bourse.DuckDb.Frames;
using Bourse.Query.Workers;
using Bourse.Worker.Confining;
using Bourse.Worker.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Worker.Tests.Sessions;

/// <summary>What the parent makes of frames, which a worker that was taken over may write as it likes.</summary>
public sealed class HostileWorkerTests
{
    [Fact]
    public void A_frame_reads_back_and_one_that_is_cut_off_is_an_end()
    {
        var bytes = Frame(FrameKind.Query, "SELECT 1"u8.ToArray());
        using var buffer = new FrameBuffer();
        Assert.Equal(FrameKind.Query, Reading(bytes).Read(buffer));
        Assert.Equal("SELECT 1"u8.ToArray(), buffer.Bytes.ToArray());
        for (var length = 0; length < bytes.Length; length++)
            Assert.Null(Reading(bytes[..length]).Read(buffer));
    }

    [Fact]
    public void A_frame_that_says_it_is_longer_than_any_may_be_is_refused_before_it_is_read()
    {
        var head = new byte[8];
        foreach (var length in new uint[] { FrameBuffer.BytesMax + 1, int.MaxValue, uint.MaxValue })
        {
            BinaryPrimitives.WriteUInt32LittleEndian(head, length);
            using var buffer = new FrameBuffer();
            Assert.Throws<DuckDbFrameException>(() => Reading(head).Read(buffer));
        }
    }

    [Fact]
    public void A_hello_says_what_was_measured_and_another_version_is_refused()
    {
        foreach (var confinement in new[] { new Confinement(7, true, false, true, false), new Confinement(0, false, true, false, true) })
            Assert.Equal(confinement, HelloFrame.Read(HelloFrame.Write(confinement)));
        Assert.Throws<DuckDbFrameException>(() => HelloFrame.Read([2, 0, 0, 0, 7, 0, 0, 0, 1, 1, 1, 1]));
        Assert.Throws<DuckDbFrameException>(() => HelloFrame.Read([]));
    }

    [Fact]
    public void A_failure_cannot_move_the_cursor_and_is_not_endless()
    {
        var read = FailureFrame.Read(FailureFrame.Write(DuckDbErrorType.IO, "one\u001b[2J\r\ntwo" + new string('x', 10_000)));
        Assert.Equal(DuckDbErrorType.IO, read.Type);
        Assert.StartsWith("one?[2J?\ntwo", read.Message);
        Assert.Equal(4000, read.Message.Length);
        Assert.Throws<DuckDbFrameException>(() => FailureFrame.Read([255, 255, 0, 0]));
        Assert.Throws<DuckDbFrameException>(() => FailureFrame.Read([1]));
    }

    [ConfinedFact]
    public async Task Whatever_a_worker_answers_its_session_gets_rows_or_a_failure_with_a_reason()
    {
        await using var world = new WorkerWorld(options => options with
        {
            Program = Path.Combine(AppContext.BaseDirectory, "Bourse.Worker.Probe.dll"), Deadline = TimeSpan.FromSeconds(1), Warm = 2,
        });
        var honest = Answer();
        using (var session = await world.Pool.OpenAsync([], TimeSpan.FromMinutes(5)))
            Assert.Equal(Enumerable.Range(0, 10).Select(i => new object?[] { (long)i, $"a text of some length {i}", new object?[] { (long)i } }),
                WorkerWorld.Rows(session, Convert.ToBase64String(honest)));
        var places = Gen.Choose(0, honest.Length - 1);
        var changes = places.SelectMany(at => Gen.Choose(0, 255).SelectMany(with => Gen.Choose(0, 2).Select(how => (at, with, how))));
        Prop.ForAll(changes.ToArbitrary(), change => LieAsync(world, Changed(honest, change)).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(40)));
    }

    [ConfinedFact]
    public async Task A_worker_that_breaks_the_rules_of_frames_is_ended_and_says_no_more()
    {
        await using var world = new WorkerWorld(options => options with { Program = Path.Combine(AppContext.BaseDirectory, "Bourse.Worker.Probe.dll") });
        foreach (var (bytes, rule) in new (byte[], string)[]
        {
            (Frame(FrameKind.End, new byte[8]), "Columns were expected."),
            (Frame((FrameKind)77, []), "Columns were expected."),
            ([255, 255, 255, 255, 3, 0, 0, 0], "A frame is at most 33554432 bytes long; one of 2147483647 was asked for."),
            ([.. Frame(FrameKind.Columns, [0, 0, 0, 0]), .. Frame(FrameKind.End, [1, 0, 0, 0, 0, 0, 0, 0])], "Rows or their end were expected, not End after 0 rows."),
            ([.. Frame(FrameKind.Columns, [0, 0, 0, 0]), .. Frame(FrameKind.Rows, new byte[8])], "A frame has 1 to 2048 rows, not 0."),
            (Frame(FrameKind.Failure, [99, 99, 0, 0]), "A failure is malformed."),
        })
        {
            using var session = await world.OpenAsync();
            var garbled = Assert.Throws<WorkerException>(() => WorkerWorld.Rows(session, Convert.ToBase64String(bytes)));
            Assert.Equal((WorkerFailure.Garbled, $"The worker does not keep to the rules of frames and was ended: {rule}"), (garbled.Failure, garbled.Message));
            Assert.Equal(WorkerFailure.Garbled, Assert.Throws<WorkerException>(() => session.Query("")).Failure);
        }
    }

    private static async Task LieAsync(WorkerWorld world, byte[] answer)
    {
        using var session = await world.OpenAsync();
        try
        {
            _ = WorkerWorld.Rows(session, Convert.ToBase64String(answer));
        }
        catch (Exception refused) when (
            refused is WorkerException { Failure: WorkerFailure.Garbled or WorkerFailure.Deadline or WorkerFailure.Memory } or DuckDbException or OverflowException)
        {
        }
    }

    private static byte[] Changed(byte[] bytes, (int At, int With, int How) change)
    {
        var copy = bytes.ToArray();
        if (change.How == 0)
            return [.. copy[..change.At], .. Frame(FrameKind.End, new byte[8])];
        copy[change.At] = change.How == 1 ? (byte)change.With : (byte)(copy[change.At] ^ (1 << (change.With & 7)));
        return copy;
    }

    /// <summary>What an honest worker answers.</summary>
    private static byte[] Answer()
    {
        using var database = DuckDbDatabase.Open(new DuckDbOptions());
        using var connection = database.Connect();
        using var rows = connection.Query("SELECT i, 'a text of some length ' || i AS s, [i] AS l FROM range(10) t(i)");
        using var buffer = new FrameBuffer();
        ColumnsFrame.Write(rows.Columns, buffer);
        var answer = new List<byte>(Frame(FrameKind.Columns, buffer.Bytes.ToArray()));
        foreach (var chunk in rows.Chunks())
        {
            Assert.True(RowsFrame.TryWrite(chunk, 0, chunk.RowCount, buffer));
            answer.AddRange(Frame(FrameKind.Rows, buffer.Bytes.ToArray()));
        }
        return [.. answer, .. Frame(FrameKind.End, [10, 0, 0, 0, 0, 0, 0, 0])];
    }

    private static byte[] Frame(FrameKind kind, byte[] content)
    {
        using var pipe = new MemoryStream();
        new FrameStream(Stream.Null, pipe).Write(kind, content);
        return pipe.ToArray();
    }

    private static FrameStream Reading(byte[] bytes) => new(new MemoryStream(bytes), Stream.Null);
}
