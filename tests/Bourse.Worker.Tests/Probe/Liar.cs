using Bourse.DuckDb.Frames;
using Bourse.Worker.Confining;
using Bourse.Worker.Wire;

namespace Bourse.Worker.Probe;

/// <summary>
/// A worker that was taken over: it says that all is well, and answers each statement with the very bytes that the statement names, as text in base 64.
/// </summary>
internal static class Liar
{
    public static int Run()
    {
        using var output = Console.OpenStandardOutput();
        var frames = new FrameStream(Console.OpenStandardInput(), output);
        frames.Write(FrameKind.Hello, HelloFrame.Write(new Confinement(7, true, true, true, true)));
        using var request = new FrameBuffer();
        while (frames.Read(request) == FrameKind.Query)
        {
            output.Write(Convert.FromBase64String(System.Text.Encoding.UTF8.GetString(request.Bytes)));
            output.Flush();
        }
        return 0;
    }
}
