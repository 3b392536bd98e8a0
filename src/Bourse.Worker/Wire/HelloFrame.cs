using System.Buffers.Binary;
using Bourse.DuckDb.Frames;
using Bourse.Worker.Confining;

namespace Bourse.Worker.Wire;

/// <summary>A worker's first frame: u32 version of the frames, u32 version of Landlock, and a byte for each other fact of <see cref="Confinement"/>.</summary>
public static class HelloFrame
{
    private const int Version = 1;
    private const int Bytes = 12;

    /// <summary>Writes it.</summary>
    public static byte[] Write(Confinement confinement)
    {
        ArgumentNullException.ThrowIfNull(confinement);
        var frame = new byte[Bytes];
        BinaryPrimitives.WriteInt32LittleEndian(frame, Version);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(4), confinement.LandlockVersion);
        Span<bool> facts = [confinement.Seccomp, confinement.NoNewPrivileges, confinement.NoCapabilities, confinement.Limits];
        for (var i = 0; i < facts.Length; i++)
            frame[8 + i] = facts[i] ? (byte)1 : (byte)0;
        return frame;
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="DuckDbFrameException">It is malformed, or of a worker of another version.</exception>
    public static Confinement Read(ReadOnlySpan<byte> frame)
    {
        if (frame.Length != Bytes || BinaryPrimitives.ReadInt32LittleEndian(frame) != Version)
            throw new DuckDbFrameException("The worker is of another version.");
        return new Confinement(BinaryPrimitives.ReadInt32LittleEndian(frame[4..]), frame[8] == 1, frame[9] == 1, frame[10] == 1, frame[11] == 1);
    }
}
