using System.Buffers.Binary;
using Bourse.DuckDb;
using Bourse.DuckDb.Frames;
using Bourse.Worker.Confining;
using Bourse.Worker.Wire;

namespace Bourse.Worker.Tests.Sessions;

/// <summary>What the parent makes of frames, which a worker that was taken over may write as it likes.</summary>
public sealed class HostileWorkerTests
{
    [Fact]
    public void A_frame_reads_back_and_one_that_is_cut_off_is_an_end()
    {
        using var pipe = new MemoryStream();
        new FrameStream(Stream.Null, pipe).Write(FrameKind.Query, "SELECT 1"u8);
        var bytes = pipe.ToArray();
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

    private static FrameStream Reading(byte[] bytes) => new(new MemoryStream(bytes), Stream.Null);
}
